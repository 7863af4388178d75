/*
 * The browse table on its page: controls, tools and the table, and the address that holds what they show.
 *
 * browse-model.js decides what is shown, browse-grid.js shows it.
 */
import { addressWriter } from "./address.js"
import { controls } from "./browse-controls.js"
import { grid } from "./browse-grid.js"
import {
  choicesOf, clicked, fill, filtered, fromQuery, listed, offered, rowsOf, sorted, toCitedQuery, toQuery, weigh,
} from "./browse-model.js"
import { picked, tools } from "./browse-tools.js"
import { inWords } from "./browse-words.js"
import { attempt, element, fetchJSON, remembering } from "./dom.js"
import { preferred } from "./preferences.js"

const DATA = new URL("browse/", import.meta.url)

/** The address of the numbers of a size. */
const fileOf = px => String(new URL(`${px}.json`, DATA))

/** The state that the address describes; of what is picked, the architectures that there are. */
function readState(choices, rows) {
  const found = fromQuery(location.search, choices, preferred())
  const known = new Set(rows.map(row => row.key))
  return { ...found, sel: listed(found.sel).filter(key => known.has(key)).join(",") }
}

/** Other boxes are checked; the rows stay where they are. */
function pick(page, sel) {
  if (sel === null) page.bar.say("Eight architectures at most can be compared: take one back first.")
  else {
    page.state = { ...page.state, sel }
    page.write(page.state)
    page.bar.picks(page.state)
  }
  page.table.mark(new Set(listed(page.state.sel)))
  if (sel === "") page.table.focus() // the button that cleared them is gone
}

/** All that the state says, of the numbers that are in the rows. */
function show(page) {
  const { rows, state, table, bar, printed, release } = page
  weigh(rows, state)
  const columns = offered(rows)
  page.shown = sorted(filtered(rows, state), state.sort)
  table.offer(columns)
  table.show(page.shown, state, new Set(listed(state.sel)))
  bar.set(page.shown, rows, columns, table.shown(), state)
  printed.textContent = inWords(table.shown(), state, release, `${location.origin}${location.pathname}?${toCitedQuery(state)}`)
}

/** Put the numbers of a size into the rows. */
function take(page, numbers, px) {
  fill(page.rows, numbers, px)
  page.px = px
}

/** Another state: at once, or when the numbers of its size are there, unless a reader wants those of another one by then. */
async function change(page, next) {
  page.state = next
  page.write(next)
  if (next.px !== page.px)
    try {
      const numbers = await page.numbers(fileOf(next.px))
      if (page.state.px !== next.px) return
      take(page, numbers, next.px)
    } catch (error) {
      page.bar.say(`The numbers at ${next.px} px could not be loaded: ${error.message}.`)
      return
    }
  show(page)
}

/** Controls, tools, table and the words for print; each changes the page's state. */
function parts(page, choices) {
  const changed = next => change(page, { ...page.state, ...next })
  const table = grid({
    sort: (key, shift) => changed({ sort: clicked(page.state.sort, key, shift) }),
    pick: row => pick(page, picked(page.state.sel, row.key)),
  })
  const bar = tools(
    next => ("sel" in next ? pick(page, next.sel) : changed(next)),
    () => ({ rows: page.shown, columns: table.shown(), state: page.state, release: page.release }))
  return { panel: controls(choices, changed), table, bar, printed: element("p", { class: "nwt-print" }) }
}

async function start(place, begun) {
  const index = await (begun.index ?? fetchJSON(new URL("index.json", DATA)))
  const [rows, choices] = [rowsOf(index), choicesOf(index)]
  const page = {
    rows, release: index.release, state: readState(choices, rows), px: null, shown: [], write: addressWriter(toQuery),
    numbers: remembering(begun.native ? [[fileOf("native"), begun.native]] : []),
  }
  take(page, await page.numbers(fileOf(page.state.px)), page.state.px)
  Object.assign(page, parts(page, choices))
  place.replaceChildren(page.panel.form, ...page.bar.parts, page.printed, page.table.region)
  page.panel.set(page.state)
  show(page)
}

/** Build the table inside `place`, of data already asked for in `begun`; what went wrong stands there instead. */
export const mount = (place, begun = {}) => attempt(place, "The table", () => start(place, begun), () => mount(place))
