/*
 * The scatter page: the browse table's filter, two axes, the drawing, what the front consists of, and files of it.
 *
 * scatter-model.js decides what is shown, scatter-drawing.js draws it, scatter-pointer.js answers to mouse and keys.
 */
import { addressWriter } from "./address.js"
import { controls } from "./browse-controls.js"
import { filtered, toQuery as filterToQuery, weigh } from "./browse-model.js"
import { filterInWords } from "./browse-words.js"
import { SITE, element, failure, statusLine } from "./dom.js"
import { axisOf } from "./scatter-axes.js"
import { plotControls } from "./scatter-controls.js"
import { openData } from "./scatter-data.js"
import { drawPlane, plane, standalone } from "./scatter-drawing.js"
import {
  bestOf, filterOf, fromQuery, frontOf, groupsOf, isBound, nameOf, pointsOf, shown, stepOf, toCSV, toQuery,
  unitOf,
} from "./scatter-model.js"
import { lift } from "./scatter-lift.js"
import { description, frontTable, legend, pageOf, sizeText, summary } from "./scatter-parts.js"
import { preferred } from "./preferences.js"
import { save } from "./saving.js"
import { mountPointer } from "./scatter-pointer.js"

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
function saveSVG(view, { versions: { torch, torchvision, timm, netweight }, rows }) {
  const source = `Netweight ${netweight}; torch ${torch}, torchvision ${torchvision}, timm ${timm}. ${summary(view, rows.length)}.`
  save(`${stem(view)}.svg`, "image/svg+xml", standalone({ ...sized(view, FILE_SIZE), description: description(view) }, source))
}

const saveCSV = view =>
  save(`${stem(view)}.csv`, "text/csv", toCSV(view.points, view.front, view.metrics.x, view.metrics.y, view.state))

const keysNote = () => element("p", { class: "nw-note", id: "nw-plot-keys" },
  "A point leads to its page. With the keyboard: Tab into the plot, arrow keys walk from point to point, Home and End to the ends, Enter opens the page.")

async function start(place) {
  const data = await openData()
  const metricsIn = state => data.metrics.filter(({ key }) => key === state.x || key === state.y)
  let state = fromQuery(location.search, data.choices, data.metrics, preferred())
  const put = await data.ready(state.px, metricsIn(state))
  put()
  const writeAddress = addressWriter(toQuery)
  const status = statusLine()
  const browse = element("a", {}, "Show these in Browse")
  const [svgButton, csvButton] = ["Download SVG", "Download CSV"].map(text => element("button", { type: "button", class: "nwt-button" }, text))
  const frame = element("div", {
    class: "nw-plot", role: "application", "aria-label": "Scatter plot", "aria-roledescription": "plot",
    "aria-describedby": "nw-plot-keys",
  })
  const [key, table, printed] = [element("div"), element("div"), element("p", { class: "nwt-print" })]
  let view = null

  const panel = controls(data.choices, next => change({ ...state, ...next }))
  panel.form.setAttribute("aria-label", "Filter the points")
  const plot = plotControls(data.metrics, next => change(next ? { ...state, ...next } : swapped(state)))

  /* What was not chosen in the form is written into it. */
  function alone(next) {
    panel.set({ ...state, ...next })
    change({ ...state, ...next })
  }

  function draw() {
    const { svg, drawn: points } = drawn(view, Math.max(LEAST_PX, Math.floor(frame.clientWidth)))
    frame.replaceChildren(svg)
    mountPointer(frame, svg, points)
    const list = legend(view, alone)
    const stood = key.contains(document.activeElement)
    key.replaceChildren(list)
    if (stood) key.querySelector("button")?.focus()
    lift(list.children, svg, row => `nw-f${row.dataset.colour}`)
  }

  function show() {
    view = viewOf(data, state)
    plot.set({ ...state, xbest: view.best.x, ybest: view.best.y })
    status.say(summary(view, data.rows.length))
    printed.textContent = `At ${sizeText(state.px)}. ${filterInWords(state) ? `Only: ${filterInWords(state)}. ` : ""}${location.href}`
    const query = filterToQuery(filterOf(state))
    browse.href = new URL(`browse/${query && `?${query}`}`, SITE)
    table.replaceChildren(frontTable(view))
    draw()
  }

  async function change(next) {
    state = next
    writeAddress(state)
    try {
      const numbers = await data.ready(next.px, metricsIn(next))
      if (state !== next) return
      numbers()
    } catch (error) {
      status.say(`The numbers could not be loaded: ${error.message}.`)
      return
    }
    show()
  }

  svgButton.addEventListener("click", () => saveSVG(view, data))
  csvButton.addEventListener("click", () => saveCSV(view))

  const filter = element("details", { class: "nw-filter", open: innerWidth >= NARROW_PX || filterToQuery(filterOf(state)) !== "" },
    element("summary", {}, "Filter, input size and unit"), panel.form)
  place.replaceChildren(plot.form, filter, status.line, status.voice, printed, frame, key, keysNote(),
    element("p", { class: "nw-links" }, browse, svgButton, csvButton), table)
  panel.set(state)
  show()
  let width = frame.clientWidth
  new ResizeObserver(() => {
    if (!frame.isConnected || frame.clientWidth === width || frame.clientWidth === 0) return
    width = frame.clientWidth
    draw()
  }).observe(frame)
}

/** The two axes in each other's place. */
const swapped = state => ({
  ...state, x: state.y, y: state.x, xscale: state.yscale, yscale: state.xscale, xbest: state.ybest, ybest: state.xbest,
})

/** Build the page inside `place`; what went wrong stands there instead. */
export async function mount(place) {
  try {
    await start(place)
  } catch (error) {
    place.replaceChildren(failure(`The scatter could not be loaded: ${error.message}.`, () => mount(place)))
  }
}
