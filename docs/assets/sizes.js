/*
 * Every number at every size, loaded when the reader opens the table: fields down, sizes across, exact integers.
 *
 * The file is the architecture's JSON (generator/render/api.py).
 */
import { attempt, element, fetchJSON, whenOpened, whenPointedAt, wide } from "./dom.js"
import { DASH, exact } from "./units.js"

/** What one value looks like: an integer in full, counts by name, or a dash for what is not measured. */
function shown(value) {
  if (value === null) return DASH
  if (typeof value === "number") return exact(value)
  const counts = Object.entries(value).map(([name, number]) => `${name} ${exact(number)}`)
  return counts.length > 0 ? counts.join(", ") : "0"
}

/** A table of fields and sizes. */
export function numbersTable({ measurements }) {
  const fields = Object.keys(measurements[0]).filter(name => name !== "size")
  const head = measurements.map(one => element("th", { scope: "col", class: "nwt-num" }, `${one.size} px`))
  const rows = fields.map(name => element("tr", {},
    element("th", { scope: "row" }, element("code", {}, name)),
    ...measurements.map(one => element("td", { class: "nwt-num" }, shown(one[name])))))
  return element("table", { class: "nwt-grid" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Field"), ...head)),
    element("tbody", {}, ...rows))
}

async function load(details, place) {
  place.replaceChildren(element("p", { class: "nwt-status", role: "status" }, "Loading the numbers …"))
  place.replaceChildren(wide("All numbers", numbersTable(await fetchJSON(details.querySelector("a[download]").href))))
}

/**
 * Give every cell of a table its exact integer, on hover, once a reader points at it: in the page there would be a
 * hundred of them. `data-fields` names the columns behind the first, a dot for none; a row begins with its size, or,
 * with `data-rows`, the rows are those of that list.
 */
export function mountExact(table) {
  const fill = async () => {
    const link = document.querySelector("details.nw-sizes a[download]")
    const all = await fetchJSON(link.href)
    const bySize = new Map(all.measurements.map(one => [one.size, one]))
    const list = all[table.dataset.rows]
    for (const [place, row] of [...table.tBodies[0].rows].entries()) {
      const size = row.cells[0].textContent.split("\u00a0")[0].replace("×", "x")
      const found = list ? list[place] : bySize.get(size)
      table.dataset.fields.split(" ").forEach((field, column) => {
        if (typeof found?.[field] === "number") row.cells[column + 1].title = exact(found[field])
      })
    }
  }
  whenPointedAt(table, fill)
}

/* The figures of the native size that are rounded and do not say their integer themselves. */
const ROUNDED = /^[\d.,]+\u00a0[kMGTPE]B?$/
const FIGURED = "article .nw-t:not(.nw-exact, .nw-published, .nw-given) td:not([title])"

/** Give those their exact integers: `data-places` are their fields' places in a measurement, in the order of the page. */
function mountPlaces({ dataset: { places }, link, native }) {
  const article = document.querySelector("article")
  const fill = async () => {
    const { measurements } = await fetchJSON(link.href)
    const values = Object.values(measurements.find(one => one.size === native))
    const cells = [...document.querySelectorAll(FIGURED)].filter(cell => ROUNDED.test(cell.textContent))
    places.split(" ").forEach((place, order) => { cells[order].title = exact(values[place]) })
  }
  const enter = event => {
    if (!event.target.closest?.(".nw-t")) return
    article.removeEventListener("pointerover", enter)
    fill().catch(error => console.info(error.message))
  }
  article.addEventListener("pointerover", enter)
}

/**
 * Make a <details class="nw-sizes"> that holds a link to its file load the table when it is first opened; before it
 * comes a field for any other size.
 */
export async function mountSizes(details) {
  const place = element("div", {})
  const command = document.querySelector(".nw-line code")?.textContent
  if (details.dataset.places)
    mountPlaces({ dataset: details.dataset, link: details.querySelector("a[download]"), native: command.split(" ").at(-1) })
  whenOpened(details, place, () => attempt(place, "The numbers", () => load(details, place)))
  const { mountAnySize } = await import("./any-size.js")
  mountAnySize(details)
}
