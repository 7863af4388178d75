/*
 * The scatter of the home page: its drawing is a file, fetched when the figure comes near the window.
 *
 * The drawing is put into the page, so that it follows the theme's colours and its points answer to mouse and keys; without
 * scripts the page shows the file itself.
 */
import { attempt, fetched } from "./dom.js"
import { lift } from "./scatter-lift.js"
import { announce, mountPointer } from "./scatter-pointer.js"

const NEAR = "300px"

/** The drawing as an element of this page, and its points {link, x, y}; throws with a reason. */
async function drawing(url) {
  /* In the page the site's style sheet speaks, and its policy refuses any other. */
  const text = (await (await fetched(url)).text()).replace(/<style>[^]*?<\/style>/, "")
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml")
  if (parsed.querySelector("parsererror")) throw new Error(`${url.pathname} is no SVG`)
  const svg = document.importNode(parsed.documentElement, true)
  svg.setAttribute("role", "group")
  const drawn = [...svg.querySelectorAll("a")].map(link => {
    link.setAttribute("href", new URL(link.getAttribute("xlink:href"), url))
    link.removeAttribute("xlink:href")
    link.setAttribute("tabindex", -1)
    const title = link.querySelector("title")
    link.setAttribute("aria-label", title.textContent)
    title.remove()
    const [x, y] = link.firstElementChild.getAttribute("d").match(/[0-9]+/g).map(Number)
    return { link, x, y }
  })
  return { svg, drawn }
}

async function load(figure, place) {
  const { svg, drawn } = await drawing(new URL(figure.dataset.src, document.baseURI))
  place.replaceChildren(svg)
  announce(place, svg.getAttribute("aria-label"))
  mountPointer(place, svg, drawn)
  lift(figure.querySelectorAll(".nw-legend li"), svg, row => row.className)
}

/** Make a <figure class="nw-scatter" data-src="..."> load its drawing once it is nearly in sight. */
export function mountScatter(figure) {
  const watch = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return
    watch.disconnect()
    const place = figure.querySelector("div")
    attempt(place, "The scatter", () => load(figure, place))
  }, { rootMargin: NEAR })
  watch.observe(figure)
}
