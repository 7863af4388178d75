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
import { element, failure, fetchJSON } from "./dom.js"
import { preferred } from "./preferences.js"

const DATA = new URL("browse/", import.meta.url)

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

async function start(place, begun) {
  const index = await (begun.index ?? fetchJSON(new URL("index.json", DATA)))
  const rows = rowsOf(index)
  const choices = choicesOf(index)
  const choose = sizes(rows, begun.native)
  const writeAddress = addressWriter(toQuery)
  const known = new Set(rows.map(row => row.key))
  const read = () => {
    const found = fromQuery(location.search, choices, preferred())
    return { ...found, sel: listed(found.sel).filter(key => known.has(key)).join(",") }
  }
  let [state, shown] = [read(), []]
  await choose(state.px)

  const panel = controls(choices, next => change({ ...state, ...next }))
  const table = grid({
    sort: (key, shift) => change({ ...state, sort: clicked(state.sort, key, shift) }),
    pick: row => pick(picked(state.sel, row.key)),
  })
  const bar = tools(
    next => ("sel" in next ? pick(next.sel) : change({ ...state, ...next })),
    () => ({ rows: shown, columns: table.shown(), state, release: index.release }))

  const printed = element("p", { class: "nwt-print" })

  /** Other boxes are checked; the rows stay where they are. */
  function pick(sel) {
    if (sel === null) bar.say("Eight architectures at most can be compared: take one back first.")
    else {
      state = { ...state, sel }
      writeAddress(state)
      bar.picks(state)
    }
    table.mark(new Set(listed(state.sel)))
    if (sel === "") table.focus() // the button that cleared them is gone
  }

  function show() {
    weigh(rows, state)
    const columns = offered(rows)
    shown = sorted(filtered(rows, state), state.sort)
    table.offer(columns)
    table.show(shown, state, new Set(listed(state.sel)))
    bar.set(shown, rows, columns, table.shown(), state)
    printed.textContent = inWords(table.shown(), state, index.release, `${location.origin}${location.pathname}?${toCitedQuery(state)}`)
  }

  async function change(next) {
    const before = state
    state = next
    writeAddress(state)
    if (next.px === before.px) return show()
    try {
      await choose(next.px)
    } catch (error) {
      bar.say(`The numbers at ${next.px} px could not be loaded: ${error.message}.`)
      return undefined
    }
    return state === next ? show() : undefined
  }

  place.replaceChildren(panel.form, ...bar.parts, printed, table.region)
  panel.set(state)
  show()
}

/** Build the table inside `place`, of data already asked for in `begun`; what went wrong stands there instead. */
export async function mount(place, begun = {}) {
  try {
    await start(place, begun)
  } catch (error) {
    place.replaceChildren(failure(`The table could not be loaded: ${error.message}.`, () => mount(place)))
  }
}
