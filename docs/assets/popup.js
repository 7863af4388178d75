/* A button that opens a box below it: a <details> that Escape and a click elsewhere close. */
import { element } from "./dom.js"

/** The details; `label` is its button's text, `content` what the box holds. */
export function popup(label, ...content) {
  const summary = element("summary", { class: "nwt-button" }, label)
  const made = element("details", { class: "nwt-popup" }, summary, element("div", { class: "nwt-popup-box" }, ...content))
  made.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !made.open) return
    event.stopPropagation()
    made.open = false
    summary.focus()
  })
  document.addEventListener("pointerdown", event => {
    if (made.open && !made.contains(event.target)) made.open = false
  })
  return made
}
