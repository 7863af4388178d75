/*
 * What every page runs: copy buttons, layer tables, search buttons, and the browse table and the scatter where there is one.
 *
 * Material's instant navigation replaces the page without loading it anew and says so through document$;
 * without it there is one page, the one at hand. Either way each element is set up once.
 */
import { element } from "./dom.js"
import { mountLayers } from "./layers.js"
import { mountExact, mountSizes } from "./sizes.js"

const RESTORE_MS = 2000

/** Copy the button's text; the button says how it went, to eyes and to screen readers. */
function mountCopy(button) {
  const before = button.textContent
  const label = button.getAttribute("aria-label")
  const status = element("span", { class: "nwt-copied", role: "status" })
  button.hidden = false
  button.after(status)
  button.addEventListener("click", async () => {
    let answer = "Copied"
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
    } catch (error) {
      answer = `Not copied: ${error.message}`
    }
    button.classList.toggle("nw-copy--done", answer === "Copied")
    status.textContent = answer
    setTimeout(() => {
      button.classList.remove("nw-copy--done")
      status.textContent = ""
    }, RESTORE_MS)
  })
  if (!before.trim() && !label) button.setAttribute("aria-label", "Copy")
}

/** What looks like a search field opens the theme's search, by mouse and by keyboard. */
function mountSearch(field) {
  const open = event => {
    event.preventDefault()
    const [toggle, query] = ["[data-md-toggle=search]", "[data-md-component=search-query]"].map(
      selector => document.querySelector(selector))
    if (!toggle.checked) toggle.click()
    query.focus()
  }
  field.addEventListener("click", open)
  field.addEventListener("keydown", event => {
    if (event.key === "Enter" || event.key === " ") open(event)
  })
}

const mountBrowse = async place => (await import("./browse.js")).mount(place)

const mountFigure = async figure => (await import("./scatter.js")).mountScatter(figure)

const mountMemory = async form => (await import("./memory.js")).mountCalculator(form)

/** What scrolls sideways can be reached and moved by the keyboard, under the name of its section. */
function mountScroll(place) {
  if (place.hasAttribute("tabindex")) return
  let heading = place
  while (heading && !/^H[1-6]$/.test(heading.tagName)) heading = heading.previousElementSibling ?? heading.parentElement
  place.tabIndex = 0
  place.setAttribute("role", "region")
  place.setAttribute("aria-label", heading ? heading.textContent.replace("¶", "").trim() : "Table")
}

const SETUPS = [
  [".nw-scroll", mountScroll],
  ["details.nw-sizes", mountSizes],
  ["table.nw-exact", mountExact],
  ["form.nw-memory[data-memory]", mountMemory],
  ["details.nw-layers[data-src]", mountLayers],
  [".nw-copy[data-copy]", mountCopy],
  [".nw-search", mountSearch],
  [".nw-browse", mountBrowse],
  [".nw-scatter[data-src]", mountFigure],
]

function setUp() {
  for (const [selector, mount] of SETUPS)
    for (const found of document.querySelectorAll(selector)) {
      if (found.dataset.mounted) continue
      found.dataset.mounted = "true"
      mount(found)
    }
}

if (window.document$) window.document$.subscribe(setUp)
else setUp()
