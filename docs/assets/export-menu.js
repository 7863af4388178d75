/* The box that copies or downloads a table in one of four formats, and copies the address of the view. */
import { element } from "./dom.js"
import { FORMATS } from "./export.js"
import { save } from "./saving.js"

function button(label, described, act) {
  const made = element("button", { type: "button", class: "nwt-button", "aria-label": described }, label)
  made.addEventListener("click", act)
  return made
}

/**
 * Fill `place`. `table()` gives what export.js writes when a button is pressed, with `file`, the name without its
 * ending, and `note`, what a reader should know of it.
 */
export function exportMenu(place, table) {
  const told = element("p", { class: "nwt-status", role: "status" })
  const copy = async (name, text) => {
    try {
      await navigator.clipboard.writeText(text)
      told.textContent = `${name} copied`
    } catch (error) {
      told.textContent = `Not copied: ${error.message}`
    }
  }
  const rows = FORMATS.map(({ name, ending, type, write }) => element("tr", {},
    element("th", { scope: "row" }, name),
    element("td", {}, button("Copy", `Copy as ${name}`, () => copy(name, write(table())))),
    element("td", {}, button("Download", `Download as ${name}`, () => {
      const made = table()
      save(`${made.file}.${ending}`, type, write(made))
      told.textContent = `${made.file}.${ending} written`
    }))))
  const address = button("Copy the address", "Copy the address of this view", () => copy("Address", table().url))
  const list = element("table", { class: "nwt-formats" },
    element("caption", {}, table().note), element("tbody", {}, ...rows))
  place.replaceChildren(list, address, told)
}
