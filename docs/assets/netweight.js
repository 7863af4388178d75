/*
 * What every page runs: copy buttons, layer tables, search buttons, and the browse table, the comparison and the scatters where
 * there is one.
 *
 * Material's instant navigation replaces the page without loading it anew and says so through document$;
 * without it there is one page, the one at hand. Either way each element is set up once.
 */
import { mountCopy, mountForms } from "./copying.js"
import { statusLine } from "./dom.js"
import { mountLayers } from "./layers.js"
import { mountExact, mountSizes } from "./sizes.js"

/** What looks like a search field, or is an example of a query, opens the theme's search, by mouse and by keyboard. */
function mountSearch(field) {
  const open = event => {
    event.preventDefault()
    const [toggle, query] = ["[data-md-toggle=search]", "[data-md-component=search-query]"].map(
      selector => document.querySelector(selector))
    if (!toggle.checked) toggle.click()
    if (field.dataset.query) query.value = field.dataset.query
    query.focus()
  }
  field.addEventListener("click", open)
  field.addEventListener("keydown", event => {
    if (event.key === "Enter" || event.key === " ") open(event)
  })
}

/** A link to another view of the same rows takes along what the address says at the moment. */
function mountCarry(link) {
  const bare = link.href
  const carry = () => { link.href = bare + location.search }
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, carry)
}

const mountBrowse = async place => (await import("./browse.js")).mount(place)

const mountWhence = async place => (await import("./whence.js")).mount(place)

const mountCompare = async place => (await import("./compare.js")).mount(place)

const mountFigure = async figure => (await import("./scatter.js")).mountScatter(figure)

const mountPlot = async place => (await import("./scatter-page.js")).mount(place)

const mountFamilyPlot = async figure => (await import("./family.js")).mountFamily(figure)

const mountSortable = async table => {
  if (table.dataset.zoo) (await import("./family.js")).mountMembers(table)
  return (await import("./tables.js")).mountTable(table)
}

const mountMemory = async form => (await import("./memory.js")).mountCalculator(form)

/** The text of the heading that an element stands under. */
function sectionOf(place) {
  let heading = place
  while (heading && !/^H[1-6]$/.test(heading.tagName)) heading = heading.previousElementSibling ?? heading.parentElement
  return heading ? heading.textContent.replace("¶", "").trim() : "Table"
}

/** What scrolls sideways can be reached and moved by the keyboard, under the name of its section. */
function mountScroll(place) {
  if (place.hasAttribute("tabindex")) return
  place.tabIndex = 0
  place.setAttribute("role", "group")
  place.setAttribute("aria-label", sectionOf(place))
}

/** A table without a caption is announced under the name of its section. */
function nameTable(table) {
  if (table.caption || table.matches("[aria-label], [aria-labelledby]")) return
  table.setAttribute("aria-label", sectionOf(table))
}

/** The theme's copy button of a code block stands in a nav, which is no landmark: one for each block would bury the page's. */
function quietenCode(block) {
  const quiet = () => block.querySelector("nav")?.setAttribute("role", "none")
  quiet()
  new MutationObserver(quiet).observe(block, { childList: true })
}

/** How many pages a search finds is said aloud, once for what is typed in one go. */
function voiceSearch(meta) {
  const { voice, say } = statusLine()
  meta.after(voice)
  new MutationObserver(() => say(meta.textContent.trim())).observe(meta, { childList: true, characterData: true, subtree: true })
}

const SETUPS = [
  [".md-search-result__meta", voiceSearch],
  [".nw-scroll", mountScroll],
  ["details.nw-sizes", mountSizes],
  ["table.nw-exact", mountExact],
  ["form.nw-memory[data-memory]", mountMemory],
  ["details.nw-layers", mountLayers],
  [".nw-copy[data-copy]", mountCopy],
  [".nw-headline", mountForms],
  [".nw-search, .nw-ask", mountSearch],
  [".nw-carry", mountCarry],
  [".nw-browse", mountBrowse],
  [".nw-whence", mountWhence],
  [".nw-scatter-page", mountPlot],
  [".nw-compare", mountCompare],
  [".nw-scatter[data-src]", mountFigure],
  ["figure.nw-family:not(.nw-still)", mountFamilyPlot],
  ["table.nw-sortable", mountSortable],
]

function setUp() {
  document.querySelectorAll(".md-content table").forEach(nameTable)
  document.querySelectorAll(".md-content pre").forEach(quietenCode)
  for (const [selector, mount] of SETUPS)
    for (const found of document.querySelectorAll(selector)) {
      if (found.dataset.mounted) continue
      found.dataset.mounted = "true"
      mount(found)
    }
}

if (window.document$) window.document$.subscribe(setUp)
else setUp()
