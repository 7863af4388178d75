/*
 * The scatter page: the browse table's filter, two axes, the drawing, what the front consists of, and files of it.
 *
 * scatter-model.js decides what is shown, scatter-drawing.js draws it, scatter-pointer.js answers to mouse and keys.
 */
import { addressWriter } from "./address.js"
import { controls } from "./browse-controls.js"
import { filtered, toQuery as filterToQuery, weigh } from "./browse-model.js"
import { filterInWords, sizeText, sourceInWords } from "./browse-words.js"
import { SITE, attempt, button, element, statusLine } from "./dom.js"
import { axisOf } from "./scatter-axes.js"
import { plotControls } from "./scatter-controls.js"
import { openData } from "./scatter-data.js"
import { drawPlane, plane, standalone } from "./scatter-drawing.js"
import {
  bestOf, filterOf, fromQuery, frontOf, groupsOf, isBound, nameOf, pointsOf, shown, stepOf, toCSV, toQuery,
  unitOf,
} from "./scatter-model.js"
import { lift } from "./scatter-lift.js"
import { description, frontTable, legend, pageOf, summary } from "./scatter-parts.js"
import { preferred } from "./preferences.js"
import { save } from "./saving.js"
import { announce, mountPointer } from "./scatter-pointer.js"

const FILE_SIZE = { width: 960, height: 600 }
const [NARROW_PX, LEAST_PX] = [600, 320]

const named = (metric, state) => `${nameOf(metric, state)} [${unitOf(metric, state)}]`

/** Everything that a state shows, computed once: points, what is left out, front, groups and words. */
function viewOf(data, state) {
  const metrics = { x: data.metrics.find(one => one.key === state.x), y: data.metrics.find(one => one.key === state.y) }
  weigh(data.rows, state)
  const rows = filtered(data.rows, state)
  const { points, left } = pointsOf(rows, metrics.x, metrics.y, state)
  const best = { x: bestOf(metrics.x, state.xbest), y: bestOf(metrics.y, state.ybest) }
  const front = state.front === "on" ? frontOf(points, best.x, best.y) : []
  const names = { x: named(metrics.x, state), y: named(metrics.y, state) }
  const title = `${nameOf(metrics.y, state)} against ${nameOf(metrics.x, state)} at ${sizeText(state.px)}`
  const members = new Set(front)
  const told = point => {
    const value = (metric, number) => `${nameOf(metric, state)} ${shown(metric, number, state, isBound(metric, point.row))}`
    const both = `${value(metrics.x, point.x)}, ${value(metrics.y, point.y)}`
    return `${point.row.zoo}/${point.row.name}: ${both}, at ${point.row.size} px${members.has(point) ? "; on the Pareto front" : ""}`
  }
  const groups = groupsOf(points, state.colour)
  return { state, metrics, rows, points, left, best, front, names, title, told, groups, link: pageOf }
}

/** The drawing for a width of the page. */
function drawn(view, width) {
  const height = Math.round(width < NARROW_PX ? width * 1.05 : Math.min(0.58 * width, 640))
  return drawPlane({ ...sized(view, { width, height }), description: description(view) })
}

/** A view with the axes of a drawing of some size. */
function sized(view, size) {
  const { left, right, top, bottom } = plane(size)
  const values = key => view.points.map(point => point[key])
  const axes = {
    across: axisOf(values("x"), view.state.xscale, left, right, stepOf(view.metrics.x, view.state)),
    upwards: axisOf(values("y"), view.state.yscale, bottom, top, stepOf(view.metrics.y, view.state)),
  }
  return { ...view, ...size, axes }
}

const stem = ({ state }) => `netweight-${state.y}-${state.x}-${state.px}`

/** The drawing as a file of its own, which names its source. */
function saveSVG(view, { versions, rows }) {
  const source = `${sourceInWords(versions)} ${summary(view, rows.length)}.`
  save(`${stem(view)}.svg`, "image/svg+xml", standalone({ ...sized(view, FILE_SIZE), description: description(view) }, source))
}

const saveCSV = view =>
  save(`${stem(view)}.csv`, "text/csv", toCSV(view.points, view.front, view.metrics.x, view.metrics.y, view.state))

const keysNote = () => element("p", { class: "nw-note", id: "nw-plot-keys" },
  "A point leads to its page. With the keyboard: Tab into the plot, arrow keys walk from point to point, Home and End to the ends, Enter opens the page.")

/** The two axes in each other's place. */
const swapped = state => ({
  ...state, x: state.y, y: state.x, xscale: state.yscale, yscale: state.xscale, xbest: state.ybest, ybest: state.xbest,
})

/** What `x` and `y` of a state are. */
const metricsIn = ({ metrics }, { x, y }) => metrics.filter(({ key }) => key === x || key === y)

/** The drawing of the page's view, and the legend that lifts its groups out. */
function draw(page) {
  const { view, frame, key } = page
  const { svg, drawn: points } = drawn(view, Math.max(LEAST_PX, Math.floor(frame.clientWidth)))
  frame.replaceChildren(svg)
  mountPointer(frame, svg, points)
  const list = legend(view, next => alone(page, next))
  const stood = key.contains(document.activeElement)
  key.replaceChildren(list)
  if (stood) key.querySelector("button")?.focus()
  lift(list.children, svg, row => `nw-f${row.dataset.colour}`)
}

/** All that the page's state says, of the numbers that are in the rows. */
function show(page) {
  const { data, state, plot, status, printed, browse, table } = page
  page.view = viewOf(data, state)
  plot.set({ ...state, xbest: page.view.best.x, ybest: page.view.best.y })
  status.say(summary(page.view, data.rows.length))
  const filter = filterInWords(state)
  printed.textContent = `At ${sizeText(state.px)}. ${filter ? `Only: ${filter}. ` : ""}${location.href}`
  const query = filterToQuery(filterOf(state))
  browse.href = new URL(`browse/${query && `?${query}`}`, SITE)
  table.replaceChildren(frontTable(page.view))
  draw(page)
}

/** Another state, when the numbers of its size and axes are there, unless there is another one by then. */
async function change(page, next) {
  page.state = next
  page.write(next)
  try {
    const put = await page.data.ready(next.px, metricsIn(page.data, next))
    if (page.state !== next) return
    put()
  } catch (error) {
    page.status.say(`The numbers could not be loaded: ${error.message}.`)
    return
  }
  show(page)
}

/** What was not chosen in the form is written into it. */
function alone(page, next) {
  const state = { ...page.state, ...next }
  page.panel.set(state)
  change(page, state)
}

/** Controls, links and the places that are filled; each control changes the page's state. */
function parts(page, { choices, metrics }) {
  const changed = next => change(page, { ...page.state, ...next })
  const panel = controls(choices, changed)
  panel.form.setAttribute("aria-label", "Filter the points")
  const frame = element("div", { class: "nw-plot", "aria-describedby": "nw-plot-keys" })
  announce(frame, "Scatter plot")
  return {
    panel, frame, status: statusLine(), browse: element("a", {}, "Show these in Browse"),
    plot: plotControls(metrics, next => changed(next ?? swapped(page.state))),
    key: element("div"), table: element("div"), printed: element("p", { class: "nwt-print" }),
  }
}

/** Everything in its order on the page. */
function layOut({ state, panel, plot, status, printed, frame, key, browse, table }, files) {
  const filtering = filterToQuery(filterOf(state)) !== ""
  const filter = element("details", { class: "nw-filter", open: innerWidth >= NARROW_PX || filtering },
    element("summary", {}, "Filter, input size and unit"), panel.form)
  return [plot.form, filter, status.line, status.voice, printed, frame, key, keysNote(),
    element("p", { class: "nw-links" }, browse, ...files), table]
}

/** Draw anew where the frame has another width. */
function drawOnResize(page) {
  const { frame } = page
  let width = frame.clientWidth
  new ResizeObserver(() => {
    if (!frame.isConnected || frame.clientWidth === width || frame.clientWidth === 0) return
    width = frame.clientWidth
    draw(page)
  }).observe(frame)
}

async function start(place) {
  const data = await openData()
  const state = fromQuery(location.search, data.choices, data.metrics, preferred())
  const put = await data.ready(state.px, metricsIn(data, state))
  put()
  const page = { data, state, view: null, write: addressWriter(toQuery) }
  Object.assign(page, parts(page, data))
  place.replaceChildren(...layOut(page, [
    button("Download SVG", () => saveSVG(page.view, data)), button("Download CSV", () => saveCSV(page.view)),
  ]))
  page.panel.set(state)
  show(page)
  drawOnResize(page)
}

/** Build the page inside `place`; what went wrong stands there instead. */
export const mount = place => attempt(place, "The scatter", () => start(place))
