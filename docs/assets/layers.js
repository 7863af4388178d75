/*
 * The layer table of an architecture, loaded when the reader opens it.
 *
 * The file is an array of arrays: the column names, then a row for each layer (generator/dataset/layers.py).
 */
import { attempt, element, fetchJSON, markSorted, sortableHeader, whenOpened, wide } from "./dom.js"
import { DASH, exact, rounded } from "./units.js"

const LABELS = {
  path: "Layer", class_name: "Class", stage: "Stage", input_shape: "Input", output_shape: "Output",
  parameters: "Parameters", buffers: "Buffers", macs: "MACs", activations: "Activations",
  output_bytes: "Output bytes", read_bytes: "Bytes read", written_bytes: "Bytes written", calls: "Calls",
}
const TEXT = new Set(["path", "class_name", "stage"])
const SHAPES = new Set(["input_shape", "output_shape"])
/* Calls of different modules are of different things: a sum would mean nothing. */
const SUMMED = new Set(["parameters", "buffers", "macs", "activations", "output_bytes", "read_bytes", "written_bytes"])

/* A long table is in the page at once with as many rows as fill it, the others follow when the browser is idle. */
const AT_ONCE = 200
const later = window.requestIdleCallback ?? (work => setTimeout(work, 1))

const label = key => LABELS[key] ?? key.replaceAll("_", " ")
const collator = new Intl.Collator("en", { numeric: true })

/** What one value looks like; shapes that are empty belong to modules that do not run. */
function shown(key, value) {
  if (key === "path") return value === "" ? "(root)" : value
  if (TEXT.has(key)) return value
  if (SHAPES.has(key)) return value.length > 0 ? value.join("×") : DASH
  return exact(value)
}

const isNumber = key => !TEXT.has(key)

function tableCell(tag, key, text, attributes = {}) {
  return element(tag, { ...attributes, class: isNumber(key) ? "nwt-num" : `nwt-${key}` }, text)
}

/** Elements of a shape, so that shapes sort by size. */
const weight = value => (Array.isArray(value) ? value.reduce((product, side) => product * side, 1) : value)

function compare(column, key, sign) {
  if (TEXT.has(key)) return (a, b) => sign * collator.compare(a[column], b[column])
  return (a, b) => sign * (weight(a[column]) - weight(b[column]))
}

function bodyRow(keys, row) {
  const cells = keys.map((key, column) => {
    const attributes = column === 0 ? { scope: "row" } : {}
    return tableCell(column === 0 ? "th" : "td", key, shown(key, row[column]), attributes)
  })
  return element("tr", {}, ...cells)
}

function totalRow(keys, rows) {
  const cells = keys.map((key, column) => {
    if (column === 0) return element("th", { scope: "row" }, `Total of ${exact(rows.length)} layers`)
    if (!SUMMED.has(key)) return element("td")
    const sum = rows.reduce((total, row) => total + row[column], 0)
    return tableCell("td", key, exact(sum), { title: rounded(sum, key.endsWith("_bytes") ? "B" : "") })
  })
  return element("tr", { class: "nwt-total" }, ...cells)
}

/** A table that sorts; a third click on a column brings the order of the model back. */
export function layersTable(keys, rows) {
  const lines = rows.map(row => ({ row, line: null }))
  const body = element("tbody")
  const show = some => body.append(...some.map(one => (one.line ??= bodyRow(keys, one.row))))
  let unshown = lines.slice(AT_ONCE)
  const showMore = () => {
    show(unshown.splice(0, AT_ONCE))
    if (unshown.length > 0) later(showMore)
  }
  show(lines.slice(0, AT_ONCE))
  if (unshown.length > 0) later(showMore)
  let sortedBy = { column: -1, turns: 0 }
  const kind = key => ({ class: isNumber(key) ? "nwt-num" : null })
  const headers = keys.map((key, column) => sortableHeader(label(key), kind(key), () => {
    sortedBy = { column, turns: sortedBy.column === column ? (sortedBy.turns + 1) % 3 : 1 }
    const ascending = TEXT.has(key) === (sortedBy.turns === 1)
    const order = sortedBy.turns === 0 ? lines : [...lines].sort((a, b) =>
      compare(column, key, ascending ? 1 : -1)(a.row, b.row))
    unshown = []
    show(order)
    headers.forEach((header, place) => markSorted(
      header, ascending ? "ascending" : "descending", place === column && sortedBy.turns > 0 ? 0 : null))
  }))
  return element("table", { class: "nwt-grid" },
    element("thead", {}, element("tr", {}, ...headers)), body, element("tfoot", {}, totalRow(keys, rows)))
}

async function load(details, place) {
  place.replaceChildren(element("p", { class: "nwt-status", role: "status" }, "Loading the layers …"))
  const [keys, ...rows] = await fetchJSON(details.querySelector("a[download]").href)
  place.replaceChildren(wide("Layers", layersTable(keys, rows)))
}

/** Make a <details class="nw-layers"> that holds a link to its file load the table when it is first opened. */
export function mountLayers(details) {
  const place = element("div", { class: "nwt-layers-table" })
  whenOpened(details, place, () => attempt(place, "The layers", () => load(details, place)))
}
