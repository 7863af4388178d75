/*
 * The browse table on its page: controls, the table, and only as many rows in the page as can be seen.
 *
 * All rows have one height, so the place of a row is arithmetic. Rows stay elements while they are in sight, so that
 * the keyboard's focus survives scrolling. browse-model.js decides what is shown, this file shows it.
 */
import { controls } from "./browse-controls.js"
import {
  COLUMNS, cell, clicked, fill, filtered, fromQuery, heading, initial, rowsOf, sorted, toQuery, weigh,
} from "./browse-model.js"
import { SITE, element, failure, fetchJSON, markSorted, sortableHeader } from "./dom.js"
import { exact } from "./units.js"

const DATA = new URL("browse/", import.meta.url)
const ROW_PX = 32
const SPARE_ROWS = 8
/* Safari refuses more than a hundred changes of the address in half a minute. */
const ADDRESS_MS = 250

/** The table itself: `show(rows, state)` replaces what it lists. */
function grid(onSort) {
  const headers = COLUMNS.map(column =>
    sortableHeader(column.label, { class: column.text ? "" : "nwt-num" }, shift => onSort(column.key, shift)))
  const [above, below] = [element("tr", { "aria-hidden": "true" }), element("tr", { "aria-hidden": "true" })]
  const body = element("tbody", {}, above, below)
  const columns = COLUMNS.map(({ key }) => element("col", { class: `nwt-col-${key}` }))
  const head = element("thead", {}, element("tr", { "aria-rowindex": 1 }, ...headers))
  const grouped = element("colgroup", {}, ...columns)
  const table = element("table", { class: "nwt-grid nwt-grid--fixed" }, grouped, head, body)
  const named = { class: "nwt-scroll", tabindex: 0, role: "region", "aria-label": "Architectures" }
  const region = element("div", named, table)
  let [rows, state, present] = [[], initial(), new Map()]

  function draw() {
    const first = Math.max(0, Math.floor(region.scrollTop / ROW_PX) - SPARE_ROWS)
    const last = Math.min(rows.length, first + Math.ceil(region.clientHeight / ROW_PX) + 2 * SPARE_ROWS)
    const next = new Map()
    for (let place = first; place < last; place++)
      next.set(rows[place], present.get(rows[place]) ?? line(rows[place], state))
    for (const [row, shown] of present) if (!next.has(row)) shown.remove()
    let before = above
    let place = first
    for (const shown of next.values()) {
      shown.setAttribute("aria-rowindex", 2 + place++)
      if (before.nextSibling !== shown) before.after(shown)
      before = shown
    }
    present = next
    above.style.height = `${first * ROW_PX}px`
    below.style.height = `${(rows.length - last) * ROW_PX}px`
  }

  let frame = 0
  region.addEventListener("scroll", () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(draw)
  }, { passive: true })
  new ResizeObserver(draw).observe(region)

  function show(nextRows, nextState) {
    ;[rows, state] = [nextRows, nextState]
    table.setAttribute("aria-rowcount", rows.length + 1)
    for (const shown of present.values()) shown.remove()
    present = new Map()
    region.scrollTop = 0
    COLUMNS.forEach((column, place) => {
      const rank = state.sort.findIndex(one => one.key === column.key)
      markSorted(headers[place], state.sort[rank]?.direction, rank < 0 ? null : rank)
      headers[place].querySelector("button").firstChild.data = heading(column, state)
    })
    draw()
  }
  return { region, show }
}

/** A name that a narrow column breaks behind its underscores. */
const breakable = name =>
  name.split("_").flatMap((part, place) => (place === 0 ? [part] : ["_", element("wbr"), part]))

/** One row; the name links to the page. */
function line(row, state) {
  const made = element("tr")
  for (const column of COLUMNS) {
    const { text, title } = cell(row, column, state.unit)
    const attributes = { class: column.text ? null : "nwt-num", title: title || (column.text ? text : null) }
    if (column.key === "name") {
      const link = element("a", { href: new URL(`${row.path}/`, SITE) }, ...breakable(text))
      made.append(element("th", { scope: "row", title: text }, link))
    } else made.append(element("td", attributes, text))
  }
  return made
}

/** What is said of the result, also aloud. */
function summary(shown, rows, state) {
  const refused = shown.filter(row => row.parameters === null).length
  const many = shown.length === rows.length ? exact(rows.length) : `${exact(shown.length)} of ${exact(rows.length)}`
  const at = state.px === "native" ? "their native size" : `${state.px} px`
  const bounded = state.fits && state.use === "training" && shown.some(row => row.memory?.bound)
  return `${many} architectures` + (refused > 0 ? `, ${exact(refused)} of them refused at ${at}` : "") +
    (bounded ? "; those marked \u2265 may need more" : "")
}

const numbersAt = px => fetchJSON(new URL(`${px}.json`, DATA))

/** Numbers of a size into the rows, fetched once; `begun` are those of the native size, if already asked for. */
function sizes(rows, begun) {
  const loaded = new Map(begun ? [["native", begun]] : [])
  return async px => {
    if (!loaded.has(px)) loaded.set(px, numbersAt(px))
    try {
      fill(rows, await loaded.get(px), px)
    } catch (error) {
      loaded.delete(px)
      throw error
    }
  }
}

/** Write the state into the address, a moment after the last change. */
function addressWriter() {
  let timer = 0
  return state => {
    clearTimeout(timer)
    const { pathname, hash } = location
    timer = setTimeout(() => {
      const query = toQuery(state)
      /* The reader may have left for another page meanwhile. */
      if (location.pathname === pathname)
        history.replaceState(history.state, "", pathname + (query && `?${query}`) + hash)
    }, ADDRESS_MS)
  }
}

async function start(place) {
  /* Without a size in the address it is the native one: its numbers come beside the names, not after them. */
  const begun = new URLSearchParams(location.search).has("px") ? null : numbersAt("native")
  begun?.catch(() => {}) // told when its numbers are waited for
  const index = await fetchJSON(new URL("index.json", DATA))
  const rows = rowsOf(index)
  const choices = {
    zoo: ["", ...index.zoo.names], task: ["", ...index.task.names], family: ["", ...index.family.names],
    px: index.sizes, unit: ["macs", "flops"], use: ["inference", "training"],
  }
  const choose = sizes(rows, begun)
  const writeAddress = addressWriter()
  const status = element("p", { class: "nwt-status", role: "status", "aria-live": "polite" })
  let state = fromQuery(location.search, choices)
  await choose(state.px)

  const panel = controls(choices, next => change({ ...state, ...next }))
  const table = grid((key, shift) => change({ ...state, sort: clicked(state.sort, key, shift) }))

  function show() {
    weigh(rows, state)
    const shown = sorted(filtered(rows, state), state.sort)
    table.show(shown, state)
    status.textContent = summary(shown, rows, state)
  }

  async function change(next) {
    const before = state
    state = next
    writeAddress(state)
    if (next.px === before.px) return show()
    try {
      await choose(next.px)
    } catch (error) {
      status.textContent = `The numbers at ${next.px} px could not be loaded: ${error.message}.`
      return undefined
    }
    return state === next ? show() : undefined
  }

  const reread = () => {
    state = fromQuery(location.search, choices)
    panel.set(state)
    return choose(state.px).then(show)
  }
  place.replaceChildren(panel.form, status, table.region)
  panel.set(state)
  show()
  /* A link to this page with another query does not load it anew where navigation is instant. */
  window.location$?.subscribe(url => {
    if (place.isConnected && url.pathname === location.pathname && url.search !== `?${toQuery(state)}`) reread()
  })
}

/** Build the table inside `place`; what went wrong stands there instead. */
export async function mount(place) {
  try {
    await start(place)
  } catch (error) {
    place.replaceChildren(failure(`The table could not be loaded: ${error.message}.`, () => mount(place)))
  }
}
