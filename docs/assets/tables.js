/*
 * Tables of the pages that sort by a click on a column, and filter by words where they ask for it. Without scripts they
 * are what they are; the view stands in the address.
 */
import { addressWriter } from "./address.js"
import { matcher } from "./browse-model.js"
import { element, markSorted, statusLine } from "./dom.js"
import { NBSP, exact, parseNumber } from "./units.js"

const TURNED = { ascending: "descending", descending: "ascending" }
const collator = new Intl.Collator("en", { numeric: true })

/** What a cell is sorted by: its exact number, the greater end of a range, or its text. */
export function sortValue(cell) {
  const text = cell.textContent.trim()
  const number = parseNumber((cell.title || text.split("–").at(-1)).replace(/(?:px|%)$/, "").split("×")[0])
  return number === null || Number.isNaN(number) ? text : number
}

/** Rows in the order of a column; dashes and what has no number come last in both directions, equals stay as they are. */
export function ordered(rows, column, direction) {
  const sign = direction === "ascending" ? 1 : -1
  const numeric = rows.some(row => typeof sortValue(row.cells[column]) === "number")
  const value = row => (row.cells[column] ? sortValue(row.cells[column]) : "")
  return [...rows].sort((a, b) => {
    const [one, two] = [value(a), value(b)]
    if (numeric) {
      const known = [one, two].map(one_ => typeof one_ === "number")
      if (!known[0] || !known[1]) return known[1] - known[0]
      return sign * (one - two)
    }
    return sign * collator.compare(one, two)
  })
}

/** The words that are searched in a row: its text, without breaks inside names. */
const wordsOf = row => [...row.cells].map(cell => cell.textContent).join(" ").replaceAll(NBSP, " ").toLowerCase()

/** A labelled field that shows the rows that hold all words, or whose first cell is a glob's. */
function filterField(table, rows, changed) {
  const input = element("input", { type: "search", id: "nwt-filter", autocomplete: "off", spellcheck: "false" })
  const status = statusLine()
  const apply = () => {
    const glob = /[*?]/.test(input.value)
    const matches = matcher(input.value)
    const shown = rows.filter(row => {
      row.hidden = !matches(glob ? row.cells[0].textContent.toLowerCase() : wordsOf(row))
      return !row.hidden
    })
    status.say(`${exact(shown.length)} of ${exact(rows.length)}`)
  }
  input.addEventListener("input", () => { apply(); changed() })
  const field = element("div", { class: "nwt-field nwt-field--wide" }, element("label", { for: input.id }, table.dataset.filter), input)
  const form = element("form", { class: "nwt-controls", role: "search" }, field)
  form.addEventListener("submit", event => event.preventDefault())
  return { form, status, input, apply }
}

/** Put a button into a head that is there; its text names the column in the address. */
function sortButton(head, act) {
  const label = head.textContent
  const button = element("button", { type: "button", class: "nwt-sort" }, label,
    element("span", { class: "nwt-sort-mark", "aria-hidden": "true" }))
  button.addEventListener("click", act)
  head.dataset.key = label.toLowerCase().replaceAll(" ", "_")
  head.setAttribute("scope", "col")
  head.replaceChildren(button)
}

/** Make a table with a head sort; one with `data-filter`, the label of a field, filters too. */
export function mountTable(table) {
  const body = table.tBodies[0]
  const rows = [...body.rows]
  const heads = [...table.tHead.rows[0].cells]
  let sort = null

  const remember = addressWriter(() => {
    const query = new URLSearchParams()
    if (filter?.input.value) query.set("name", filter.input.value)
    if (sort) query.set("sort", `${sort.direction === "descending" ? "-" : ""}${heads[sort.column].dataset.key}`)
    return query.toString()
  })

  function show() {
    heads.forEach((head, column) => markSorted(head, sort?.direction, sort?.column === column ? 0 : null))
    body.append(...(sort ? ordered(rows, sort.column, sort.direction) : rows))
  }

  heads.forEach((head, column) => {
    const text = !rows.some(row => row.cells[column] && typeof sortValue(row.cells[column]) === "number")
    const first = text ? "ascending" : "descending"
    sortButton(head, () => {
      if (sort?.column !== column) sort = { column, direction: first }
      else if (sort.direction === first) sort = { column, direction: TURNED[first] }
      else sort = null
      show()
      remember()
    })
  })

  const filter = table.dataset.filter ? filterField(table, rows, remember) : null
  const query = new URLSearchParams(location.search)
  const [key, sign] = [(query.get("sort") ?? "").replace(/^-/, ""), (query.get("sort") ?? "").startsWith("-")]
  const column = heads.findIndex(head => head.dataset.key === key)
  if (column >= 0) sort = { column, direction: sign ? "descending" : "ascending" }
  if (filter) {
    const place = table.closest(".nw-scroll") ?? table
    place.before(filter.form, filter.status.line, filter.status.voice)
    filter.input.value = query.get("name") ?? ""
    filter.apply()
  }
  if (sort) show()
}
