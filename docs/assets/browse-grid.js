/*
 * The virtual table of the browse page: its head, and the rows that browse-rows.js brings into the page. For print, where
 * nothing scrolls, every row is drawn. browse-keys.js moves the cell that the keyboard is in.
 */
import { heading, shownColumns } from "./browse-model.js"
import { keyboard } from "./browse-keys.js"
import { ROW_PX, rowsIn } from "./browse-rows.js"
import { element, markSorted, sortableHeader } from "./dom.js"

/* Windows with less room than for a table of each kind, see browse-columns.js and the widths in netweight-tables.css. */
const LESS = [44.98, 89.98].map(most => window.matchMedia(`screen and (max-width: ${most}em)`))

const roomNow = () => LESS.filter(({ matches }) => !matches).length

const same = (columns, others) => columns.length === others.length && columns.every((one, place) => one === others[place])

/** The head: a cell over the boxes, then one for each column. */
function headOf(columns, sort) {
  const headers = columns.map(column => {
    const kind = { class: column.text ? null : "nwt-num", title: column.about }
    const header = sortableHeader(column.label, kind, shift => sort(column.key, shift))
    header.querySelector("button").tabIndex = -1
    return header
  })
  const picking = element("th", { scope: "col", class: "nwt-pick", tabindex: -1 })
  picking.append(element("span", { class: "nwt-hidden" }, "Compare"))
  return { headers, row: element("tr", { "aria-rowindex": 1 }, picking, ...headers) }
}

/** Head and widths of a table: {parts, choose, mark, columns}. */
function headIn(table, sort) {
  const [grouped, head] = ["colgroup", "thead"].map(tag => element(tag))
  let [columns, headers] = [[], []]

  /** Head and widths anew where the columns are others; whether they are. */
  function choose(next) {
    if (same(next, columns)) return false
    columns = next
    const made = headOf(columns, sort)
    headers = made.headers
    head.replaceChildren(made.row)
    grouped.replaceChildren(...["pick", ...columns.map(({ key }) => key)].map(key => element("col", { class: `nwt-col-${key}` })))
    table.setAttribute("aria-colcount", columns.length + 1)
    return true
  }

  /** The order and the units of a state. */
  function mark(state) {
    columns.forEach((column, place) => {
      const rank = state.sort.findIndex(one => one.key === column.key)
      markSorted(headers[place], state.sort[rank]?.direction, rank < 0 ? null : rank)
      headers[place].querySelector("button").firstChild.data = heading(column, state)
    })
  }
  return { parts: [grouped, head], choose, mark, columns: () => columns }
}

/** Draw when the region was scrolled, once a frame, or has another size. */
function drawOnScroll(region, draw) {
  let frame = 0
  region.addEventListener("scroll", () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(draw)
  }, { passive: true })
  new ResizeObserver(draw).observe(region)
}

/** Have `print(true)` draw all for paper, and `print(false)` what is in sight, where the region was scrolled to before. */
function drawForPrint(region, print) {
  let reached = 0
  window.addEventListener("beforeprint", () => {
    reached = region.scrollTop
    print(true)
  })
  window.addEventListener("afterprint", () => {
    print(false)
    region.scrollTop = reached
  })
}

/** Bring the rows of a view that are in sight into the page; for print all. */
function draw({ list, printing, drawn, keys }) {
  if (!list.state) return
  drawn.draw(list, printing ? null : keys.place())
  keys.refresh()
}

/** List other rows, from the first on. */
function show(view, rows, state, picked) {
  const { table, region, head, drawn, keys } = view
  if (head.choose(shownColumns(view.offered, state, roomNow()))) keys.columns(head.columns().length + 1)
  view.list = { rows, columns: head.columns(), state, picked }
  table.setAttribute("aria-rowcount", rows.length + 1)
  drawn.clear()
  region.scrollTop = 0
  keys.home()
  head.mark(state)
  draw(view)
}

/** Everything that a view is told by scrolling, clicking, printing, and windows of another width. */
function listen(view, body, pick) {
  const stands = () => view.list.state && view.table.isConnected
  drawOnScroll(view.region, () => draw(view))
  body.addEventListener("change", ({ target }) => pick(view.list.rows[target.closest("tr").getAttribute("aria-rowindex") - 2]))
  for (const less of LESS) less.addEventListener("change", () => {
    const { rows, state, picked, columns } = view.list
    if (stands() && !view.printing && !same(columns, shownColumns(view.offered, state, roomNow()))) show(view, rows, state, picked)
  })
  drawForPrint(view.region, all => {
    if (!stands()) return
    view.printing = all
    draw(view)
  })
}

/**
 * The table. `sort(key, shift)` is told of a click on a header, `pick(row)` of a box; `show(rows, state, picked)` replaces
 * what it lists, `mark(picked)` only which boxes are checked; `offer(columns)` says which columns there are.
 */
export function grid({ sort, pick }) {
  const table = element("table", {
    class: "nwt-grid nwt-grid--fixed", role: "grid", "aria-label": "Architectures", "aria-multiselectable": "true",
    "aria-describedby": "nwt-keys",
  })
  const [body, region] = [element("tbody"), element("div", { class: "nwt-scroll" }, table)]
  const [head, drawn] = [headIn(table, sort), rowsIn(body, region)]
  table.append(...head.parts, body)
  const view = {
    table, region, head, drawn, offered: [], printing: false,
    list: { rows: [], columns: [], state: null, picked: new Set() },
  }
  view.keys = keyboard({
    table, region, rowHeight: ROW_PX, count: () => view.list.rows.length,
    draw: () => draw(view), toggle: place => pick(view.list.rows[place]),
  })
  listen(view, body, pick)
  return {
    region, shown: head.columns, focus: view.keys.focus,
    offer: columns => { view.offered = columns },
    show: (rows, state, picked) => show(view, rows, state, picked),
    mark(picked) {
      view.list = { ...view.list, picked }
      drawn.mark(picked)
    },
  }
}
