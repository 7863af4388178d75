/*
 * The virtual table of the browse page: only as many rows are in the page as can be seen.
 *
 * All rows have one height, so the place of a row is arithmetic. Rows stay elements while they are in sight, and the
 * row of the cell that the keyboard is in stays wherever it is, between spacers, so that focus is never lost. For print, where
 * nothing scrolls, every row is drawn.
 * browse-keys.js moves that cell.
 */
import { cell, heading, shownColumns } from "./browse-model.js"
import { keyboard } from "./browse-keys.js"
import { SITE, element, markSorted, sortableHeader } from "./dom.js"

const ROW_PX = 32
const SPARE_ROWS = 8
const NARROW = window.matchMedia("screen and (max-width: 44.98em)")

/** A name that a narrow column breaks behind its underscores. */
const breakable = name =>
  name.split("_").flatMap((part, place) => (place === 0 ? [part] : ["_", element("wbr"), part]))

/** One row; the box picks it, the name links to its page. */
function line(row, columns, { unit, bytes }, picked) {
  const box = element("input", {
    type: "checkbox", tabindex: -1, "aria-label": `Compare ${row.zoo}/${row.name}`, checked: picked,
  })
  const made = element("tr", { "aria-selected": String(picked) }, element("td", { class: "nwt-pick" }, box))
  for (const column of columns) {
    const { text, title } = cell(row, column, unit, bytes)
    if (column.key === "name") {
      const link = element("a", { href: new URL(`${row.path}/`, SITE), tabindex: -1 }, ...breakable(text))
      made.append(element("th", { scope: "row", title: text }, link))
      continue
    }
    const attributes = { class: column.text ? null : "nwt-num", title: title || (column.text ? text : null) }
    made.append(element("td", { ...attributes, tabindex: -1 }, text))
  }
  return made
}

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

/** Places of the rows to draw of `count`: those in sight, and the one that the keyboard is in. */
function placesIn(region, count, active) {
  const first = Math.max(0, Math.floor(region.scrollTop / ROW_PX) - SPARE_ROWS)
  const last = Math.min(count, first + Math.ceil(region.clientHeight / ROW_PX) + 2 * SPARE_ROWS)
  const places = Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step)
  if (active >= 0 && active < first) places.unshift(active)
  if (active >= last && active < count) places.push(active)
  return places
}

/** Put the rows at some places into the body, in order; the `gaps` are as high as the rows between, and stay out where there are none. */
function lay(body, gaps, places, count, rowAt) {
  let [before, reached] = [null, 0]
  const spare = [...gaps]
  const insert = node => {
    const after = before ? before.nextSibling : body.firstChild
    if (after !== node) body.insertBefore(node, after)
    before = node
  }
  const leap = place => {
    if (place === reached) return
    const gap = spare.shift()
    gap.style.height = `${(place - reached) * ROW_PX}px`
    insert(gap)
  }
  for (const place of places) {
    leap(place)
    const shown = rowAt(place)
    shown.setAttribute("aria-rowindex", place + 2)
    insert(shown)
    reached = place + 1
  }
  leap(count)
  for (const gap of spare) gap.remove()
}

/**
 * The table. `sort(key, shift)` is told of a click on a header, `pick(row)` of a box; `show(rows, state, picked)` replaces
 * what it lists, `mark(picked)` only which boxes are checked; `offer(columns)` says which columns there are.
 */
export function grid({ sort, pick }) {
  const gaps = [0, 1, 2].map(() => element("tr", { "aria-hidden": "true" }))
  const [body, head, grouped] = ["tbody", "thead", "colgroup"].map(tag => element(tag))
  const table = element("table", {
    class: "nwt-grid nwt-grid--fixed", role: "grid", "aria-label": "Architectures", "aria-multiselectable": "true",
    "aria-describedby": "nwt-keys",
  }, grouped, head, body)
  const region = element("div", { class: "nwt-scroll" }, table)
  let [rows, state, picked, offered, columns, headers] = [[], null, new Set(), [], null, []]
  let [present, printing] = [new Map(), false]
  const keys = keyboard({ table, region, rowHeight: ROW_PX, count: () => rows.length, draw, toggle: place => pick(rows[place]) })

  function draw() {
    const places = printing ? rows.map((_, place) => place) : placesIn(region, rows.length, keys.place())
    const next = new Map(places.map(place => [rows[place], present.get(rows[place])]))
    for (const [row, shown] of present) if (!next.has(row)) shown.remove()
    for (const [row, shown] of next) if (!shown) next.set(row, line(row, columns, state, picked.has(row.key)))
    present = next
    lay(body, gaps, places, rows.length, place => present.get(rows[place]))
    keys.refresh()
  }

  let frame = 0
  region.addEventListener("scroll", () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(draw)
  }, { passive: true })
  new ResizeObserver(() => state && draw()).observe(region)
  body.addEventListener("change", ({ target }) => pick(rows[target.closest("tr").getAttribute("aria-rowindex") - 2]))

  /** Head and widths, anew where the columns are others. */
  function choose(next) {
    if (columns && next.length === columns.length && next.every((one, place) => one === columns[place])) return
    columns = next
    const made = headOf(columns, sort)
    headers = made.headers
    head.replaceChildren(made.row)
    grouped.replaceChildren(...["pick", ...columns.map(({ key }) => key)].map(
      key => element("col", { class: `nwt-col-${key}` })))
    table.setAttribute("aria-colcount", columns.length + 1)
    keys.columns(columns.length + 1)
  }

  function show(nextRows, nextState, nextPicked) {
    ;[rows, state, picked] = [nextRows, nextState, nextPicked]
    choose(shownColumns(offered, state, NARROW.matches))
    table.setAttribute("aria-rowcount", rows.length + 1)
    for (const shown of present.values()) shown.remove()
    present = new Map()
    region.scrollTop = 0
    keys.home()
    columns.forEach((column, place) => {
      const rank = state.sort.findIndex(one => one.key === column.key)
      markSorted(headers[place], state.sort[rank]?.direction, rank < 0 ? null : rank)
      headers[place].querySelector("button").firstChild.data = heading(column, state)
    })
    draw()
  }

  function mark(nextPicked) {
    picked = nextPicked
    for (const [row, shown] of present) {
      shown.setAttribute("aria-selected", String(picked.has(row.key)))
      shown.querySelector("input").checked = picked.has(row.key)
    }
  }

  NARROW.addEventListener("change", () => state && table.isConnected && !printing && show(rows, state, picked))
  let reached = 0
  const print = all => {
    if (!state || !table.isConnected) return
    if (all) reached = region.scrollTop
    printing = all
    draw()
    if (!all) region.scrollTop = reached
  }
  window.addEventListener("beforeprint", () => print(true))
  window.addEventListener("afterprint", () => print(false))
  return { region, show, mark, focus: keys.focus, offer: all => { offered = all }, shown: () => columns }
}
