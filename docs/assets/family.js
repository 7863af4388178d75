/*
 * The plot of a family: its data is the table beneath, so its points get their names, numbers and links from there.
 */
import { fetchJSON, shape, whenPointedAt } from "./dom.js"
import { announce, mountPointer } from "./scatter-pointer.js"
import { exact } from "./units.js"

const DATA = new URL("browse/", import.meta.url)
const FIELDS = ["parameters", "macs", "activations"]

/** Give every number of a family's table its exact integer, on hover, once a reader points at it. */
export function mountMembers(table) {
  const fill = async () => {
    const [index, numbers] = await Promise.all(["index.json", "native.json"].map(name => fetchJSON(new URL(name, DATA))))
    const zoo = index.zoo.names.indexOf(table.dataset.zoo)
    const places = new Map()
    index.name.forEach((name, place) => { if (index.zoo.rows[place] === zoo) places.set(name, place) })
    for (const row of table.tBodies[0].rows) {
      const place = places.get(row.cells[0].textContent)
      FIELDS.forEach((field, column) => {
        const value = numbers[field][place]
        if (typeof value === "number") row.cells[row.cells.length - FIELDS.length + column].title = exact(value)
      })
    }
  }
  whenPointedAt(table, fill)
}

/** Make the points of a <figure class="nw-family"> answer to mouse and keys. */
export function mountFamily(figure) {
  const [place, svg] = [figure.querySelector("div"), figure.querySelector("svg")]
  const points = svg.querySelector(".p").getAttribute("d").match(/M[0-9]+ [0-9]+/g)
  const rows = document.querySelectorAll(".nw-members tbody tr:not([data-undrawn])")
  const drawn = points.map((text, index) => {
    const [x, y] = text.slice(1).split(" ").map(Number)
    const row = rows[index]
    const cells = [...row.cells].slice(-3).map(cell => cell.textContent)
    const link = shape("a", {
      href: row.querySelector("a").href, tabindex: -1,
      "aria-label": `${row.cells[0].textContent}: ${cells[0]} parameters, ${cells[1]} MACs, ${cells[2]} activations`,
    }, shape("path", { class: "p", d: `M${x} ${y}h0` }))
    return { link, x, y }
  })
  svg.setAttribute("role", "group")
  svg.append(shape("g", { class: "nw-f" }, ...drawn.map(({ link }) => link)))
  svg.querySelector(".p").remove()
  announce(place, svg.querySelector("title").textContent)
  mountPointer(place, svg, drawn)
}
