/*
 * One drawing of a metric over the input size for every architecture that is compared, and the table behind it.
 *
 * Lines differ by colour, by dashes and by the number at their end, so that neither colours nor a screen are needed.
 */
import { bytesText } from "./browse-columns.js"
import { measured, sizesOf } from "./compare-data.js"
import { CURVES } from "./compare-state.js"
import { element, shape, wide } from "./dom.js"
import { macsIn } from "./preferences.js"
import { roundStep } from "./scatter-axes.js"
import { DASH, exact, rounded } from "./units.js"

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 340, 70, 34, 14, 44]
const BYTES = new Set(["peak_activation_bytes", "inference", "saved_bytes", "feature_bytes"])
const APART = 13
/* About as many steps between the marks of the upward axis. */
const PARTS = 4

/** Sizes and values of one architecture, square sizes alone, ascending. */
function pointsOf(one, { metric, unit }) {
  const factor = metric === "macs" && unit === "flops" ? 2 : 1
  return sizesOf([one]).filter(size => !size.includes("x")).map(size => [Number(size), measured(one, size)])
    .map(([side, held]) => [side, held[metric] ?? null, held.refused])
    .map(([side, value, refused]) => ({ side, value: value === null ? null : factor * value, refused }))
}

/** Marks of the upward axis and the place of a value. */
function upwards(values, scale, binary) {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = HEIGHT - TOP - BOTTOM
  if (scale === "log" && least > 0) {
    const [low, high] = [Math.floor(Math.log10(least)), Math.max(Math.ceil(Math.log10(most)), Math.floor(Math.log10(least)) + 1)]
    const place = value => TOP + span * (1 - (Math.log10(value) - low) / (high - low))
    return { place, marks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)) }
  }
  const reach = most || 1
  const step = binary ? 2 ** Math.ceil(Math.log2(reach / PARTS)) : roundStep(reach, PARTS)
  const top = Math.max(1, Math.ceil(most / step)) * step
  return {
    place: value => TOP + span * (1 - value / top),
    marks: Array.from({ length: Math.round(top / step) + 1 }, (_, one) => one * step),
  }
}

/** Places of the numbers behind the lines, pushed apart where lines end together. */
function spread(ends) {
  const order = [...ends].sort((a, b) => a.at - b.at)
  order.forEach((one, place) => { if (place > 0) one.at = Math.max(one.at, order[place - 1].at + APART) })
  const over = order.length > 0 ? Math.max(0, order.at(-1).at - (HEIGHT - BOTTOM + 4)) : 0
  for (const one of order) one.at -= over
  return ends
}

const axisText = value => {
  const [number, ...prefix] = value.split("\u00a0")
  return [number.includes(".") ? number.replace(/\.?0+$/, "") : number, ...prefix].join("\u00a0")
}

/** What the metric is called in a state's units. */
export const metricName = state => (state.metric === "macs" ? macsIn(state) : CURVES[state.metric])

/** The drawing: `lines` of {name, points}, `text(value)` a value with its unit. */
function drawing(lines, state, text) {
  const all = lines.flatMap(({ points }) => points.filter(({ value }) => value !== null))
  const sides = [...new Set(all.map(({ side }) => side))].sort((a, b) => a - b)
  const [low, high] = [sides[0], sides.at(-1)]
  const across = side => (low === high ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + (WIDTH - RIGHT - LEFT) * (side - low) / (high - low))
  const { place, marks } = upwards(all.map(({ value }) => value), state.scale, BYTES.has(state.metric) && state.bytes === "mib")
  const ticks = sides.filter((side, at) => at === 0 || at === sides.length - 1 || side % 64 === 0)
    .filter((side, at, kept) => at === 0 || across(side) - across(kept[at - 1]) > 24)
  const title = `${metricName(state)} over the input size`
  const described = lines.map(({ name, points }, at) => {
    const known = points.filter(({ value }) => value !== null)
    if (known.length === 0) return `${at + 1}, ${name}: not measured.`
    const [first, last] = [known[0], known.at(-1)]
    return `${at + 1}, ${name}: ${text(first.value)} at ${first.side} px to ${text(last.value)} at ${last.side} px.`
  }).join(" ")
  const ends = spread(lines.map(({ points }, at) => {
    const last = points.filter(({ value }) => value !== null).at(-1)
    return { at: last ? place(last.value) + 4 : null, side: last?.side, number: at + 1 }
  }).filter(({ at }) => at !== null))
  return shape("svg", { class: "nwt-curves", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": "nwt-curves-title nwt-curves-desc" },
    shape("title", { id: "nwt-curves-title" }, title), shape("desc", { id: "nwt-curves-desc" }, described),
    ...marks.flatMap(mark => [
      shape("path", { class: "g", d: `M${LEFT} ${place(mark)}H${WIDTH - RIGHT}` }),
      shape("text", { class: "y", x: LEFT - 6, y: place(mark) + 4 }, mark === 0 ? "0" : axisText(text(mark))),
    ]),
    ...ticks.map(side => shape("text", { x: across(side), y: HEIGHT - BOTTOM + 18 }, String(side))),
    shape("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6 }, "input size [px]"),
    ...lines.map(({ name, native, points }, at) => {
      const known = points.filter(({ value }) => value !== null)
      const dot = ({ side, value }) => shape("circle", {
        cx: across(side), cy: place(value), r: String(side) === native ? 5 : 2.6,
      }, shape("title", {}, `${name}: ${text(value)} at ${side} px`))
      const path = known.map(({ side, value }) => `${across(side).toFixed(1)} ${place(value).toFixed(1)}`).join("L")
      return shape("g", { class: `nwt-line nwt-line-${at + 1}` }, ...(path ? [shape("path", { d: `M${path}` })] : []), ...known.map(dot))
    }),
    ...ends.map(({ at, side, number }) => shape("text", { class: `nwt-end nwt-line-${number}`, x: across(side) + 8, y: at }, String(number))))
}

/** The table behind the drawing: sizes down, architectures across. */
function dataTable(lines, state, text) {
  const sides = [...new Set(lines.flatMap(({ points }) => points.map(({ side }) => side)))].sort((a, b) => a - b)
  const cell = ({ points }, side) => {
    const one = points.find(point => point.side === side)
    if (!one) return element("td", { class: "nwt-num", title: "not tried at this size" }, DASH)
    if (one.value === null) return element("td", { class: "nwt-num", title: one.refused }, one.refused ? "refused" : DASH)
    return element("td", { class: "nwt-num", title: exact(one.value) }, text(one.value))
  }
  return element("table", { class: "nwt-plain" }, element("caption", {}, `${metricName(state)} over the input size`),
    element("thead", {}, element("tr", {}, element("th", { scope: "col", class: "nwt-num" }, "Size"),
      ...lines.map(({ name, zoo }) => element("th", { scope: "col", class: "nwt-num" }, `${name} (${zoo})`)))),
    element("tbody", {}, ...sides.map(side => element("tr", {},
      element("th", { scope: "row", class: "nwt-num" }, `${side}\u00a0px`), ...lines.map(one => cell(one, side))))))
}

/** Drawing, legend and table of a state's metric; in words where nothing is measured. */
export function curves(architectures, state) {
  const text = value => (BYTES.has(state.metric) ? bytesText(value, state.bytes) : rounded(value))
  const lines = architectures.map(one => ({ name: one.name, zoo: one.zoo, native: one.native, points: pointsOf(one, state) }))
  if (!lines.some(({ points }) => points.some(({ value }) => value !== null)))
    return [element("p", {}, "None of these is measured at a square size.")]
  const legend = element("ol", { class: "nwt-key" }, ...lines.map(({ name, zoo }, at) =>
    element("li", { class: `nwt-line-${at + 1}` }, `${name} (${zoo})`)))
  const scroll = wide("The numbers behind the curves", dataTable(lines, state, text))
  return [
    element("figure", { class: "nwt-figure" }, drawing(lines, state, text), legend),
    element("details", { class: "nw-sizes", "data-mounted": "true" }, element("summary", {}, "The numbers behind the curves"), scroll),
  ]
}
