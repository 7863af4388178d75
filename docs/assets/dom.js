/* Small helpers for making elements. Text is always set as text, never as HTML. */

/** An element with properties (`class`, `data-*`, `aria-*` and others as attributes) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    made.setAttribute(name, value === true ? "" : String(value))
  }
  made.append(...children.filter(child => child !== null && child !== undefined))
  return made
}

const SVG = "http://www.w3.org/2000/svg"

/** An SVG element with attributes and children; null is none. */
export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value)
  made.append(...children.filter(child => child !== null))
  return made
}

/** A button that does something. */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", class: "nwt-button", ...attributes }, label)
  made.addEventListener("click", act)
  return made
}

/** What is wider than a phone in a box of its own, which the keyboard reaches and moves; `name` is what it is announced as. */
export const wide = (name, content, kind = "nwt-wide") =>
  element("div", { class: kind, tabindex: 0, role: "region", "aria-label": name }, content)

/** What an address of this site answers; throws an Error that says what went wrong. */
export async function fetched(url) {
  const response = await fetch(url)
  if (response.ok) return response
  throw new Error(`${new URL(url).pathname} answered ${response.status} ${response.statusText}`.trim())
}

/** JSON from an address of this site; throws as `fetched`. */
export const fetchJSON = async url => (await fetched(url)).json()

/** A fetchJSON that asks once for each address, and again after a failure; `begun`: [address, promise] of what was asked for already. */
export function remembering(begun = []) {
  const asked = new Map(begun)
  return async url => {
    const address = String(url)
    if (!asked.has(address)) asked.set(address, fetchJSON(url))
    try {
      return await asked.get(address)
    } catch (error) {
      asked.delete(address)
      throw error
    }
  }
}

/** The root of the site, wherever it is served from: this file lies in assets/. */
export const SITE = new URL("../", import.meta.url)

const SPOKEN_MS = 700

/**
 * A line that says how things stand: {line, voice, say}. Eyes see `line` change at once; `voice`, which screen readers hear, gets
 * the words that have stood for a moment, so that typing is not talked over. Both belong into the page.
 */
export function statusLine(attributes = {}) {
  const line = element("p", { class: "nwt-status", ...attributes })
  const voice = element("span", { class: "nwt-hidden", role: "status" })
  let timer = 0
  function say(text) {
    line.textContent = text
    clearTimeout(timer)
    timer = setTimeout(() => { if (voice.textContent !== text) voice.textContent = text }, SPOKEN_MS)
  }
  return { line, voice, say }
}

/** A message in place of what could not be shown, with a button to try again. */
export const failure = (message, retry) => element("div", { class: "nwt-error", role: "alert" },
  element("p", {}, message), button("Try again", retry, { class: "md-button" }))

/** Do `work`, which fills `place`; where it fails, that `what` could not be loaded stands there instead, with a button that `retry`s. */
export async function attempt(place, what, work, retry = () => attempt(place, what, work)) {
  try {
    await work()
  } catch (error) {
    place.replaceChildren(failure(`${what} could not be loaded: ${error.message}.`, retry))
  }
}

/** Have `fill` add what is not in the page, such as exact integers, once a reader points at `place`; without it nothing is missed. */
export const whenPointedAt = (place, fill) =>
  place.addEventListener("pointerenter", () => fill().catch(error => console.info(error.message)), { once: true })

/** Have `load` fill `place`, the last in some <details>, when they are opened first, or are open already. */
export function whenOpened(details, place, load) {
  details.append(place)
  const open = () => {
    if (details.open && place.childElementCount === 0) load()
  }
  details.addEventListener("toggle", open)
  open()
}

/**
 * Show on a header cell how its column is sorted: `direction` as aria-sort has it, `rank` 0 for the first key, null
 * for none. aria-sort is for one column only, so a further key is described on its button.
 */
export function markSorted(cell, direction, rank) {
  cell.toggleAttribute("data-sorted", rank !== null)
  const button = cell.querySelector("button")
  if (rank === 0) cell.setAttribute("aria-sort", direction)
  else cell.removeAttribute("aria-sort")
  if (rank > 0) button.setAttribute("aria-description", `sort key ${rank + 1}, ${direction}`)
  else button.removeAttribute("aria-description")
  const mark = cell.querySelector(".nwt-sort-mark")
  mark.textContent = rank === null ? "" : `${direction === "ascending" ? "▲" : "▼"}${rank > 0 ? rank + 1 : ""}`
}

/** The button that sorts by a column; `sort(additional)` is called with whether Shift was held. */
export function sortButton(label, sort) {
  const made = button(label, event => sort(event.shiftKey), { class: "nwt-sort" })
  made.append(element("span", { class: "nwt-sort-mark", "aria-hidden": "true" }))
  return made
}

/** A header cell with that button. */
export const sortableHeader = (label, attributes, sort) =>
  element("th", { scope: "col", ...attributes }, sortButton(label, sort))

/** Where the methodology defines a term: `operations/#macs`, below the site's root; twin of render/definitions.py. */
export function definition(term) {
  const chapter = /bytes/.test(term) ? "memory"
    : /^batch_norm|buffers/.test(term) ? "buffers"
      : /^(deploy_)?parameters/.test(term) ? "parameters" : term === "published" ? "verification" : "operations"
  return `${chapter}/#${term}`
}
