/* The parts of a form: controls under their labels, lists of choices. */
import { element } from "./dom.js"

let serial = 0

/** An id that nothing else in the page has. */
export const nextId = () => `nwt-field-${serial++}`

/** A control under its label, with what belongs below it; `kinds`: further classes. */
export function field(label, control, kinds = "", ...below) {
  control.id ||= nextId()
  return element("div", { class: `nwt-field ${kinds}`.trim() }, element("label", { for: control.id }, label), control, ...below)
}

/** A list of values, each with its text. */
export const select = (values, text = value => value) =>
  element("select", {}, ...values.map(value => element("option", { value }, text(value))))

/** A field for a text that is no word: nothing completes or corrects it. */
export const textInput = attributes => element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes })

/** A form whose controls answer at every change, so that sending it does nothing. */
export function answering(form) {
  form.addEventListener("submit", event => event.preventDefault())
  return form
}

/** Such a form of some controls. */
export const controlsForm = (attributes, ...controls) =>
  answering(element("form", { class: "nwt-controls", ...attributes }, ...controls))

/** The values of the boxes that are checked inside `place`. */
export const checkedIn = place => [...place.querySelectorAll("input:checked")].map(({ value }) => value)
