/* What stands around the drawing of the scatter page: words, the legend, the table of the front's members. */
import { sizeText } from "./browse-words.js"
import { SITE, button, element, wide } from "./dom.js"
import { symbol } from "./scatter-drawing.js"
import { isBound, shown } from "./scatter-model.js"
import { exact } from "./units.js"

/** The address of a point's page. */
export const pageOf = ({ row }) => new URL(`${row.path}/`, SITE)

/** Which way a reader would go on both axes. */
const better = ({ names, best }) => `${best.x} ${names.x} and ${best.y} ${names.y} are better`

/** What a screen reader is told of the drawing. */
export function description({ points, front, names, best, state }) {
  const scales = `${state.xscale === "log" ? "logarithmic" : "linear"} across, ${state.yscale === "log" ? "logarithmic" : "linear"} upwards`
  const edge = front.length > 0 ? ` The Pareto front, where ${better({ names, best })}, has ${exact(front.length)} of them.` : ""
  return `${exact(points.length)} architectures; ${names.x} across, ${names.y} upwards; axes ${scales}, coloured by ${state.colour}.${edge}`
}

/** What is said of the result, also aloud. */
export function summary({ rows, points, left, metrics, state }, all) {
  const of = points.length === all ? exact(all) : `${exact(points.length)} of ${exact(all)}`
  const parts = [`${of} architectures`]
  const published = metrics.x.published || metrics.y.published
  const missing = `not measured${published ? " or not published" : ""} at ${sizeText(state.px)}`
  if (left.unknown > 0) parts.push(`${exact(left.unknown)} ${missing}`)
  if (left.unlogged > 0) parts.push(`${exact(left.unlogged)} with 0, for which a logarithmic axis has no place`)
  for (const metric of new Set([metrics.x, metrics.y]))
    if (metric.nativeOnly && state.px !== "native") parts.push(`${metric.label} is measured at the native size alone`)
  if (points.some(point => point.least)) parts.push("training memory marked ≥ is a lower bound")
  if (rows.length === 0) parts.push("no architecture passes the filter")
  return parts.join("; ")
}

/** The colours; a row leads to its group alone and lifts it out while it is pointed at. */
export function legend(view, choose) {
  const rows = [...view.groups].sort((a, b) => (a.colour || 9) - (b.colour || 9)).map(({ colour, name, points }) => {
    const total = ` ${exact(points.length)}`
    if (!name) return element("li", { "data-colour": colour }, symbol(colour), `others${total}`)
    const alone = button(name, () => choose({ [view.state.colour]: name }), { class: null, title: `Show ${name} alone` })
    return element("li", { "data-colour": colour }, symbol(colour), alone, total)
  })
  return element("ul", { class: "nw-key", "aria-label": `Colours by ${view.state.colour}` }, ...rows)
}

/** The members of the front as a table: the drawing's reading without a mouse. */
export function frontTable({ points, front, metrics, best, names, state }) {
  if (front.length === 0) return element("div")
  const cells = ({ row, x, y }) => [[metrics.x, x], [metrics.y, y]].map(([metric, value]) =>
    element("td", { title: metric.unit === "share" ? null : exact(value) }, shown(metric, value, state, isBound(metric, row))))
  const lines = front.map(point => element("tr", {},
    element("th", { scope: "row" }, element("a", { href: pageOf(point) }, point.row.name)),
    ...["zoo", "family"].map(key => element("td", { class: "l" }, point.row[key])),
    element("td", {}, `${point.row.size} px`), ...cells(point)))
  const head = [["Architecture", "l"], ["Zoo", "l"], ["Family", "l"], ["Size", ""], [names.x, ""], [names.y, ""]]
  const what = element("p", { class: "nw-note", id: "nw-front-what" }, `At ${sizeText(state.px)}, where ` +
    `${better({ names, best })}: ${exact(front.length)} of ${exact(points.length)} architectures.`)
  const table = element("table", { class: "nw-t", "aria-describedby": what.id },
    element("thead", {}, element("tr", {}, ...head.map(([text, kind]) => element("th", { scope: "col", class: kind || null }, text)))),
    element("tbody", {}, ...lines))
  return element("section", {}, element("h2", { id: "front" }, "Pareto front"), what, wide("Members of the Pareto front", table, "nw-scroll"))
}
