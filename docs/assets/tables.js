/*
 * Tables of the pages that sort by a click on a column, and filter by words where they ask for it. Without scripts they
 * are what they are; the view stands in the address.
 */
import { addressWriter } from "./address.js"
import { matcher } from "./browse-model.js"
import { markSorted, sortButton, statusLine } from "./dom.js"
import { controlsForm, field, textInput } from "./fields.js"
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

/** A labelled field before a table that shows the rows that hold all words, or whose first cell is a glob's: {input, apply}. */
function filterField(table, rows, changed) {
  const input = textInput({ type: "search", id: "nwt-filter" })
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
  const form = controlsForm({ role: "search" }, field(table.dataset.filter, input, "nwt-field--wide"))
  const place = table.closest(".nw-scroll") ?? table
  place.before(form, status.line, status.voice)
  return { input, apply }
}

/** Put a button into a head that is there; its text names the column in the address. */
function makeSortable(head, act) {
  const label = head.textContent
  head.dataset.key = label.toLowerCase().replaceAll(" ", "_")
  head.setAttribute("scope", "col")
  head.replaceChildren(sortButton(label, act))
}

/** How a column is sorted by its first click. */
const firstDirection = (rows, column) =>
  rows.some(row => row.cells[column] && typeof sortValue(row.cells[column]) === "number") ? "descending" : "ascending"

/** The order after a click on a column: its first direction, then the other, then that of the page. */
function clicked(sort, column, first) {
  if (sort?.column !== column) return { column, direction: first }
  return sort.direction === first ? { column, direction: TURNED[first] } : null
}

/** The order that an address names, null for none. */
function orderIn(query, heads) {
  const text = query.get("sort") ?? ""
  const column = heads.findIndex(head => head.dataset.key === text.replace(/^-/, ""))
  return column < 0 ? null : { column, direction: text.startsWith("-") ? "descending" : "ascending" }
}

/** The query of the address of a view. */
function queryOf(name, sort, heads) {
  const query = new URLSearchParams()
  if (name) query.set("name", name)
  if (sort) query.set("sort", `${sort.direction === "descending" ? "-" : ""}${heads[sort.column].dataset.key}`)
  return query.toString()
}

/** Make a table with a head sort; one with `data-filter`, the label of a field, filters too. */
export function mountTable(table) {
  const body = table.tBodies[0]
  const [rows, heads] = [[...body.rows], [...table.tHead.rows[0].cells]]
  let sort = null
  const remember = addressWriter(() => queryOf(filter?.input.value, sort, heads))

  function show() {
    heads.forEach((head, column) => markSorted(head, sort?.direction, sort?.column === column ? 0 : null))
    body.append(...(sort ? ordered(rows, sort.column, sort.direction) : rows))
  }

  heads.forEach((head, column) => {
    const first = firstDirection(rows, column)
    makeSortable(head, () => {
      sort = clicked(sort, column, first)
      show()
      remember()
    })
  })
  const filter = table.dataset.filter ? filterField(table, rows, remember) : null
  const query = new URLSearchParams(location.search)
  if (filter) {
    filter.input.value = query.get("name") ?? ""
    filter.apply()
  }
  sort = orderIn(query, heads)
  if (sort) show()
}
