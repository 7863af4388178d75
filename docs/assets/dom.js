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

/** JSON from an address of this site; throws an Error that says what went wrong. */
export async function fetchJSON(url) {
  const response = await fetch(url)
  if (!response.ok)
    throw new Error(`${new URL(url).pathname} answered ${response.status} ${response.statusText}`.trim())
  return response.json()
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
export function failure(message, retry) {
  const button = element("button", { type: "button", class: "md-button" }, "Try again")
  button.addEventListener("click", retry)
  return element("div", { class: "nwt-error", role: "alert" }, element("p", {}, message), button)
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

/** A header cell whose button sorts; `sort(additional)` is called with whether Shift was held. */
export function sortableHeader(label, attributes, sort) {
  const button = element("button", { type: "button", class: "nwt-sort" }, label)
  button.append(element("span", { class: "nwt-sort-mark", "aria-hidden": "true" }))
  button.addEventListener("click", event => sort(event.shiftKey))
  return element("th", { scope: "col", ...attributes }, button)
}

/** Where the methodology defines a term: `operations/#macs`, below the site's root; twin of render/definitions.py. */
export function definition(term) {
  const chapter = /bytes/.test(term) ? "memory"
    : /^batch_norm|buffers/.test(term) ? "buffers"
      : /^(deploy_)?parameters/.test(term) ? "parameters" : term === "published" ? "verification" : "operations"
  return `${chapter}/#${term}`
}
