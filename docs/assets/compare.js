/*
 * The page that compares two to eight architectures: a field for names, their order, sizes and units, numbers, curves,
 * stages and export. The address holds all of it.
 */
import { replaceQuery } from "./address.js"
import { fetchJSON, element, failure } from "./dom.js"
import { rowsOf } from "./browse-model.js"
import { compareControls } from "./compare-controls.js"
import { curves } from "./compare-curves.js"
import { architecture, sizesOf } from "./compare-data.js"
import { mountExport } from "./compare-export.js"
import { comparedList, emptyState, troubles } from "./compare-list.js"
import { finder, nameField, resolve } from "./compare-names.js"
import { fieldsTable, numbersTable } from "./compare-numbers.js"
import { stagesTable } from "./compare-stages.js"
import { MOST_PICKED, fromQuery, toQuery } from "./compare-state.js"
import { popup } from "./popup.js"
import { preferred } from "./preferences.js"
import { exact } from "./units.js"

const INDEX = new URL("browse/index.json", import.meta.url)

const wide = (label, ...tables) => tables.map(table =>
  element("div", { class: "nwt-wide", tabindex: 0, role: "region", "aria-label": label }, table))

/** Every field, made when it is asked for. */
function allFields(found, px) {
  const details = element("details", { class: "nw-sizes", "data-mounted": "true" }, element("summary", {}, "Every field of the dataset"))
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1)
      details.append(...px.flatMap(size => wide(`Every field, ${size}`, fieldsTable(found, size))))
  })
  return details
}

/** All that is said of the architectures; `curvePlace` is filled anew when only the curves change. */
function sections(found, state, controls) {
  const heading = (id, text) => element("h2", { id }, text)
  return [
    heading("numbers", "Numbers"),
    ...state.px.flatMap(px => wide(`Numbers, ${px}`, numbersTable(found, px, state))), allFields(found, state.px),
    heading("curves", "Over the input size"), controls.curves, ...curves(found, state),
    heading("stages", "Stages"), ...wide("Stages", stagesTable(found, state)),
  ]
}

async function start(place) {
  const index = await fetchJSON(INDEX)
  const rows = rowsOf(index)
  const byKey = new Map(rows.map(row => [row.key, row]))
  const find = finder(rows)
  let state = fromQuery(location.search, preferred())
  let { found: keys, wrong } = await resolve(state.a, rows, find)
  let turn = 0

  const status = element("p", { class: "nwt-status", role: "status", "aria-live": "polite" })
  const [said, list, body] = ["div", "div", "div"].map(tag => element(tag))
  const names = nameField(find, row => {
    if (keys.includes(row.key)) status.textContent = `${row.key} is compared already.`
    else if (keys.length >= MOST_PICKED) status.textContent = "Eight architectures at most can be compared: remove one first."
    else order([...keys, row.key])
  })
  const controls = compareControls(next => {
    state = { ...state, ...next }
    show()
  })
  const exportPlace = element("div", {})
  const exporting = popup("Export", exportPlace)
  let loaded = []
  exporting.addEventListener("toggle", () => {
    if (exporting.open) mountExport(exportPlace, () => ({ architectures: loaded, state, release: index.release }))
  })

  function write() {
    replaceQuery(toQuery({ ...state, a: [...keys, ...wrong.map(({ text }) => text)] }))
  }

  /** Other architectures or another order; the keyboard stays on the button that was pressed. */
  async function order(next, focus) {
    keys = next
    await show()
    const pressed = focus && [...list.querySelectorAll("button:not(:disabled)")].find(one => one.ariaLabel === focus)
    if (pressed) pressed.focus()
    else if (focus !== undefined) names.input.focus()
  }

  function take(text, key) {
    const at = wrong.findIndex(one => one.text === text)
    wrong = wrong.filter((_, place) => place !== at)
    order(keys.includes(key) ? keys : [...keys, key], null)
  }

  async function show() {
    const mine = ++turn
    write()
    const [first, left] = [keys.slice(0, MOST_PICKED), keys.slice(MOST_PICKED)]
    said.replaceChildren(...troubles(wrong, left, take))
    list.replaceChildren(...(first.length > 0 ? [comparedList(byKey, first, order)] : []))
    exporting.hidden = first.length === 0
    if (first.length === 0) {
      status.textContent = "Nothing is compared yet."
      controls.set(state, [])
      return body.replaceChildren(emptyState())
    }
    try {
      const found = await Promise.all(first.map(key => architecture(byKey.get(key))))
      if (mine !== turn) return undefined
      loaded = found
      status.textContent = first.length === 1 ? `${first[0]}; add another to compare it with.`
        : `${exact(first.length)} architectures, differences to ${first[0]}`
      controls.set(state, sizesOf(found))
      body.replaceChildren(...sections(found, state, controls))
    } catch (error) {
      body.replaceChildren(failure(`The numbers could not be loaded: ${error.message}.`, show))
    }
    return undefined
  }

  const form = element("form", { class: "nwt-controls", role: "search", "aria-label": "Choose what is compared" },
    names.field, controls.sizes, ...controls.units, exporting)
  form.addEventListener("submit", event => event.preventDefault())
  place.replaceChildren(form, said, list, status, body)
  await show()
}

/** Build the comparison inside `place`; what went wrong stands there instead. */
export async function mount(place) {
  try {
    await start(place)
  } catch (error) {
    place.replaceChildren(failure(`The comparison could not be loaded: ${error.message}.`, () => mount(place)))
  }
}
