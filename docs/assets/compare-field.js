/*
 * The field that completes names: a combobox with a list box, as the ARIA Authoring Practices have them.
 *
 * A box is {input, list, find, choose, shown, active, asked}: `find(text)` gives rows, `choose(row)` is told of the one that was
 * chosen; the rows in the list, the place of the marked one or -1, and how often was asked.
 */
import { element } from "./dom.js"
import { field, nextId, textInput } from "./fields.js"

const SHOWN = 8

/** A row as an option; a press leaves the focus in the field. */
function optionOf(row, id, take) {
  const option = element("li", { role: "option", id }, row.name, element("small", {}, ` ${row.zoo}`))
  option.addEventListener("pointerdown", event => event.preventDefault())
  option.addEventListener("click", () => take(row))
  return option
}

/** The option that an arrow key leads to from one of `count`; -1 is none. */
const stepped = (key, active, count) => (key === "ArrowDown" ? active + 1 : (active < 0 ? 0 : active) - 1 + count) % count

/** Mark the option at a place. */
function mark(box, place) {
  const { input, list } = box
  box.active = place
  ;[...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)))
  if (place < 0) input.removeAttribute("aria-activedescendant")
  else input.setAttribute("aria-activedescendant", list.children[place].id)
  list.children[place]?.scrollIntoView({ block: "nearest" })
}

/** Show rows as options, none to close the list. */
function open(box, rows) {
  const { input, list } = box
  box.shown = rows
  list.replaceChildren(...rows.map((row, place) => optionOf(row, `${input.id}-${place}`, chosen => take(box, chosen))))
  list.hidden = rows.length === 0
  input.setAttribute("aria-expanded", String(rows.length > 0))
  mark(box, -1)
}

function take(box, row) {
  box.input.value = ""
  box.asked++
  open(box, [])
  box.choose(row)
}

/** Offer what is found for the text, unless it is asked anew meanwhile. */
async function ask(box) {
  const mine = ++box.asked
  const text = box.input.value.trim()
  const rows = text ? (await box.find(text)).slice(0, SHOWN) : []
  if (mine === box.asked) open(box, rows)
}

/** The best of what is offered, or the marked one; what was typed a moment ago is looked for first. */
async function enter(box) {
  if (box.active < 0 && box.input.value.trim()) await ask(box)
  const row = box.shown[Math.max(box.active, 0)]
  if (row) take(box, row)
}

/** What a key does in the field; false where it is none of the list's. */
function press(box, key) {
  if (key === "Enter") enter(box)
  else if (box.shown.length === 0) return false
  else if (key === "ArrowDown" || key === "ArrowUp") mark(box, stepped(key, box.active, box.shown.length))
  else if (key === "Escape") open(box, [])
  else return false
  return true
}

/** The field: {field, input}. */
export function nameField(find, choose) {
  const id = nextId()
  const list = element("ul", { id: `${id}-list`, role: "listbox", "aria-label": "Architectures", class: "nwt-options", hidden: true })
  const input = textInput({
    id, role: "combobox", placeholder: "resnet 50, ViT-B/16, swin tiny …",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })
  const box = { input, list, find, choose, shown: [], active: -1, asked: 0 }
  input.addEventListener("input", () => ask(box))
  input.addEventListener("blur", () => open(box, []))
  input.addEventListener("keydown", event => { if (press(box, event.key)) event.preventDefault() })
  return { field: field("Add an architecture", input, "nwt-field--wide nwt-names", list), input }
}
