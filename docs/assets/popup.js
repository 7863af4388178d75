/* A button that opens a box below it: a <details> that Escape, a click elsewhere and leaving it by Tab close. */
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
  /* What has the focus may not lie below an open box. */
  made.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !made.contains(relatedTarget)) made.open = false
  })
  document.addEventListener("pointerdown", event => {
    if (made.open && !made.contains(event.target)) made.open = false
  })
  return made
}

/** The same; `fill()` brings what it holds up to date whenever it is opened. */
export function filledPopup(label, fill, ...content) {
  const made = popup(label, ...content)
  made.addEventListener("toggle", () => { if (made.open) fill() })
  return made
}
