/*
 * The page that compares two to eight architectures: a field for names, their order, sizes and units, numbers, curves,
 * stages and export. The address holds all of it.
 */
import { replaceQuery } from "./address.js"
import { rowsOf } from "./browse-model.js"
import { compareControls } from "./compare-controls.js"
import { curves } from "./compare-curves.js"
import { architecture, sizesOf } from "./compare-data.js"
import { mountExport } from "./compare-export.js"
import { nameField } from "./compare-field.js"
import { comparedList, emptyState, troubles } from "./compare-list.js"
import { finder, resolve } from "./compare-names.js"
import { fieldsTable, numbersTable } from "./compare-numbers.js"
import { stagesTable } from "./compare-stages.js"
import { MOST_PICKED, fromQuery, toQuery } from "./compare-state.js"
import { attempt, element, fetchJSON, wide } from "./dom.js"
import { controlsForm } from "./fields.js"
import { filledPopup } from "./popup.js"
import { preferred } from "./preferences.js"
import { exact } from "./units.js"

const INDEX = new URL("browse/index.json", import.meta.url)

/** Every field, made when it is asked for. */
function allFields(found, px) {
  const details = element("details", { class: "nw-sizes", "data-mounted": "true" }, element("summary", {}, "Every field of the dataset"))
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1)
      details.append(...px.map(size => wide(`Every field, ${size}`, fieldsTable(found, size))))
  })
  return details
}

/** All that is said of the architectures. */
function sections(found, state, controls) {
  const heading = (id, text) => element("h2", { id }, text)
  return [
    heading("numbers", "Numbers"),
    ...state.px.map(px => wide(`Numbers, ${px}`, numbersTable(found, px, state))), allFields(found, state.px),
    heading("curves", "Over the input size"), controls.curves, ...curves(found, state),
    heading("stages", "Stages"), wide("Stages", stagesTable(found, state)),
  ]
}

/** Put into the address what is compared. */
const write = ({ state, keys, wrong }) => replaceQuery(toQuery({ ...state, a: [...keys, ...wrong.map(({ text }) => text)] }))

/** Other architectures or another order; the keyboard stays on the button that was pressed, which `focus` names. */
async function order(page, keys, focus) {
  page.keys = keys
  await show(page)
  const pressed = focus && [...page.list.querySelectorAll("button:not(:disabled)")].find(one => one.ariaLabel === focus)
  if (pressed) pressed.focus()
  else if (focus !== undefined) page.names.input.focus()
}

/** One more, if there is room for it. */
function add(page, { key }) {
  const { keys, status } = page
  if (keys.includes(key)) status.textContent = `${key} is compared already.`
  else if (keys.length >= MOST_PICKED) status.textContent = "Eight architectures at most can be compared: remove one first."
  else order(page, [...keys, key])
}

/** One in the place of a name that no architecture has. */
function take(page, text, key) {
  const at = page.wrong.findIndex(one => one.text === text)
  page.wrong = page.wrong.filter((_, place) => place !== at)
  order(page, page.keys.includes(key) ? page.keys : [...page.keys, key], null)
}

/** The numbers of what is compared, if nothing else is asked for before they are there. */
async function showNumbers(page, keys) {
  const { state, turn, status, controls, body } = page
  const found = await Promise.all(keys.map(key => architecture(page.byKey.get(key))))
  if (turn !== page.turn) return
  page.loaded = found
  status.textContent = found.length === 1 ? `${keys[0]}; add another to compare it with.`
    : `${exact(found.length)} architectures, differences to ${keys[0]}`
  controls.set(state, sizesOf(found))
  body.replaceChildren(...sections(found, state, controls))
}

/** All that the page's state says. */
async function show(page) {
  page.turn++
  write(page)
  const { state, said, list, body, status, controls, exporting } = page
  const [keys, left] = [page.keys.slice(0, MOST_PICKED), page.keys.slice(MOST_PICKED)]
  said.replaceChildren(...troubles(page.wrong, left, (text, key) => take(page, text, key)))
  list.replaceChildren(...(keys.length > 0 ? [comparedList(page.byKey, keys, (next, focus) => order(page, next, focus))] : []))
  exporting.hidden = keys.length === 0
  if (keys.length > 0) return attempt(body, "The numbers", () => showNumbers(page, keys), () => show(page))
  status.textContent = "Nothing is compared yet."
  controls.set(state, [])
  return body.replaceChildren(emptyState())
}

/** Field, controls, export and the places that are filled; each control changes the page's state. */
function parts(page, find, release) {
  const exportPlace = element("div", {})
  return {
    status: element("p", { class: "nwt-status", role: "status", "aria-live": "polite" }),
    said: element("div"), list: element("div"), body: element("div"),
    names: nameField(find, row => add(page, row)),
    controls: compareControls(next => {
      page.state = { ...page.state, ...next }
      show(page)
    }),
    exporting: filledPopup("Export", () =>
      mountExport(exportPlace, () => ({ architectures: page.loaded, state: page.state, release })), exportPlace),
  }
}

async function start(place) {
  const index = await fetchJSON(INDEX)
  const rows = rowsOf(index)
  const find = finder(rows)
  const state = fromQuery(location.search, preferred())
  const { found: keys, wrong } = await resolve(state.a, rows, find)
  const page = { byKey: new Map(rows.map(row => [row.key, row])), state, keys, wrong, loaded: [], turn: 0 }
  const { names, controls, exporting, said, list, status, body } = Object.assign(page, parts(page, find, index.release))
  const form = controlsForm({ role: "search", "aria-label": "Choose what is compared" },
    names.field, controls.sizes, ...controls.units, exporting)
  place.replaceChildren(form, said, list, status, body)
  await show(page)
}

/** Build the comparison inside `place`; what went wrong stands there instead. */
export const mount = place => attempt(place, "The comparison", () => start(place))
