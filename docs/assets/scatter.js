/*
 * The scatter of the home page: its drawing is a file, fetched when the figure comes near the window.
 *
 * The drawing is put into the page, so that it follows the theme's colours. Hovering tells at once which architecture a
 * point is, a row of the legend lifts its family out; without scripts the page shows the file itself.
 */
import { element, failure } from "./dom.js"

const NEAR = "300px"

/** The drawing as an element of this page; throws with a reason. */
async function drawing(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status} ${response.statusText}`.trim())
  const parsed = new DOMParser().parseFromString(await response.text(), "image/svg+xml")
  if (parsed.querySelector("parsererror")) throw new Error(`${url.pathname} is no SVG`)
  const svg = document.importNode(parsed.documentElement, true)
  for (const link of svg.querySelectorAll("a")) {
    link.setAttribute("href", new URL(link.getAttribute("xlink:href"), url))
    link.removeAttribute("xlink:href")
    link.setAttribute("tabindex", -1)
    const title = link.querySelector("title")
    link.setAttribute("aria-label", title.textContent)
    title.remove()
  }
  return svg
}

/** Name and figures beside the point under the pointer. */
function tellPoints(place, svg) {
  const label = element("div", { class: "nw-tip", hidden: true })
  place.append(label)
  svg.addEventListener("pointerover", event => {
    const link = event.target.closest("a")
    label.hidden = link === null
    if (link === null) return
    label.textContent = link.getAttribute("aria-label")
    const [point, frame] = [link.getBoundingClientRect(), place.getBoundingClientRect()]
    const left = (point.left + point.right) / 2 - frame.left
    label.style.top = `${point.bottom - frame.top + 6}px`
    label.style.left = `${Math.max(0, Math.min(left - label.offsetWidth / 2, frame.width - label.offsetWidth))}px`
  })
  svg.addEventListener("pointerleave", () => { label.hidden = true })
}

/** A row of the legend under the pointer or the keyboard's focus lifts its points out. */
function liftGroups(figure, svg) {
  for (const row of figure.querySelectorAll(".nw-legend li")) {
    const group = svg.querySelector(`g.${row.className}`)
    const lift = on => () => {
      svg.classList.toggle("nw-plane--lifted", on)
      group.classList.toggle("nw-lifted", on)
    }
    for (const type of ["pointerenter", "focusin"]) row.addEventListener(type, lift(true))
    for (const type of ["pointerleave", "focusout"]) row.addEventListener(type, lift(false))
  }
}

async function load(figure) {
  const place = figure.querySelector("div")
  try {
    const svg = await drawing(new URL(figure.dataset.src, document.baseURI))
    place.replaceChildren(svg)
    tellPoints(place, svg)
    liftGroups(figure, svg)
  } catch (error) {
    place.replaceChildren(failure(`The scatter could not be loaded: ${error.message}.`, () => load(figure)))
  }
}

/** Make a <figure class="nw-scatter" data-src="..."> load its drawing once it is nearly in sight. */
export function mountScatter(figure) {
  const watch = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return
    watch.disconnect()
    load(figure)
  }, { rootMargin: NEAR })
  watch.observe(figure)
}
