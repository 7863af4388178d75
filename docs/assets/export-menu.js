/* The box that copies or downloads a table in one of four formats, and copies the address of the view. */
import { notCopied } from "./copying.js"
import { button, element } from "./dom.js"
import { FORMATS } from "./export.js"
import { save } from "./saving.js"

/**
 * Fill `place`. `table()` gives what export.js writes when a button is pressed, with `file`, the name without its
 * ending, and `note`, what a reader should know of it.
 */
export function exportMenu(place, table) {
  const told = element("p", { class: "nwt-status", role: "status" })
  const copy = async (name, text) => { told.textContent = await notCopied(text) || `${name} copied` }
  const download = (ending, type, write) => {
    const made = table()
    save(`${made.file}.${ending}`, type, write(made))
    told.textContent = `${made.file}.${ending} written`
  }
  const described = (label, words, act) => button(label, act, { "aria-label": words })
  const rows = FORMATS.map(({ name, ending, type, write }) => element("tr", {},
    element("th", { scope: "row" }, name),
    element("td", {}, described("Copy", `Copy as ${name}`, () => copy(name, write(table())))),
    element("td", {}, described("Download", `Download as ${name}`, () => download(ending, type, write)))))
  const address = described("Copy the address", "Copy the address of this view", () => copy("Address", table().url))
  const list = element("table", { class: "nwt-formats" },
    element("caption", {}, table().note), element("tbody", {}, ...rows))
  place.replaceChildren(list, address, told)
}
