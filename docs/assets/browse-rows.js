/*
 * The rows of the browse table that are in the page: only as many as can be seen.
 *
 * All rows have one height, so the place of a row is arithmetic. Rows stay elements while they are in sight, and the
 * row of the cell that the keyboard is in stays wherever it is, between spacers, so that focus is never lost.
 */
import { cell } from "./browse-model.js"
import { SITE, element } from "./dom.js"

export const ROW_PX = 32
const SPARE_ROWS = 8

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
 * The rows inside `body`, which scrolls in `region`. `draw(list, active)` brings those of `list`, {rows, columns, state, picked}, into
 * the page that are in sight, and the one at the place `active`; all of them where it is null. `mark(picked)` changes only
 * which boxes are checked, `clear()` forgets all.
 */
export function rowsIn(body, region) {
  const gaps = [0, 1, 2].map(() => element("tr", { "aria-hidden": "true" }))
  let present = new Map()

  function draw({ rows, columns, state, picked }, active) {
    const places = active === null ? rows.map((_, place) => place) : placesIn(region, rows.length, active)
    const next = new Map(places.map(place => [rows[place], present.get(rows[place])]))
    for (const [row, shown] of present) if (!next.has(row)) shown.remove()
    for (const [row, shown] of next) if (!shown) next.set(row, line(row, columns, state, picked.has(row.key)))
    present = next
    lay(body, gaps, places, rows.length, place => present.get(rows[place]))
  }

  function mark(picked) {
    for (const [row, shown] of present) {
      shown.setAttribute("aria-selected", String(picked.has(row.key)))
      shown.querySelector("input").checked = picked.has(row.key)
    }
  }

  function clear() {
    for (const shown of present.values()) shown.remove()
    present = new Map()
  }
  return { draw, mark, clear }
}
