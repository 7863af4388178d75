/*
 * The drawing of the scatter page as SVG. Colours stand in attributes, so that the file that is downloaded needs
 * nothing else; in the page the style sheet speaks over them and follows light and dark.
 */
import { shape } from "./dom.js"
import { tickLabel } from "./scatter-model.js"

const MARGIN = { left: 72, right: 16, top: 34, bottom: 52 }
const INK = "#55606a"
const GRID = "#d5dadd"
const COLOURS = ["#8b969c", "#2f7ed8", "#2a9d60", "#e07b22", "#8a63c9", "#c9433f", "#b5891b", "#d0559c"]
/* Shapes as well as colours tell the groups apart; paths relative to the middle of a point, about 7 wide. */
const SHAPES = [
  "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
  "m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z",
  "m-3-3h6v6h-6z",
  "m0-4l3.8 6.8h-7.6z",
  "m0-4.2l4.2 4.2l-4.2 4.2l-4.2-4.2z",
  "m0 4l3.8-6.8h-7.6z",
  "m-1.3-4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z",
  "m-4-2.2l1.8-1.8l2.2 2.2l2.2-2.2l1.8 1.8l-2.2 2.2l2.2 2.2l-1.8 1.8l-2.2-2.2l-2.2 2.2l-1.8-1.8l2.2-2.2z",
]
/* A name is read over points and lines. */
const NAME = {
  class: "nw-front-name", "font-size": 11, "paint-order": "stroke", stroke: "#fff", "stroke-width": 3, "stroke-linejoin": "round",
}
const LABEL_PX = { character: 6.1, line: 13 }

const place = value => Math.round(10 * value) / 10
const words = (attributes, text) => shape("text", { fill: INK, "font-size": 12, ...attributes }, text)

/** The corners of the plane in a drawing of some size. */
export const plane = ({ width, height }) =>
  ({ left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom })

/** A point of the legend, as a drawing of its own. */
export function symbol(colour) {
  const path = shape("path", { d: `M6 6${SHAPES[colour]}`, fill: COLOURS[colour] })
  return shape("svg", { class: `nw-symbol nw-f${colour}`, viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, path)
}

function grid({ across, upwards, names, metrics, state }, { left, right, top, bottom }) {
  const lines = shape("path", {
    d: across.ticks.map(({ at }) => `M${place(at)} ${top}V${bottom}`).join("") +
      upwards.ticks.map(({ at }) => `M${left} ${place(at)}H${right}`).join(""),
    stroke: GRID, fill: "none",
  })
  const below = across.ticks.map(({ at, value }) =>
    words({ x: place(at), y: bottom + 18, "text-anchor": "middle" }, tickLabel(metrics.x, value, state)))
  const beside = upwards.ticks.map(({ at, value }) =>
    words({ x: left - 8, y: place(at), dy: ".35em", "text-anchor": "end" }, tickLabel(metrics.y, value, state)))
  return shape("g", { class: "nw-axis" }, lines, ...below, ...beside,
    words({ x: right, y: bottom + 40, "text-anchor": "end", "font-weight": 600 }, names.x),
    words({ x: 4, y: top - 16, "font-weight": 600 }, names.y))
}

/** The border of what the front's members beat: level to the next member, then up or down to it. */
function frontLine(front, { across, upwards }, best) {
  const at = front.map(({ x, y }) => [place(across.place(x)), place(upwards.place(y))])
  const path = at.map(([x, y], index) => {
    if (index === 0) return `M${x} ${y}`
    return best.x === "less" ? `H${x}V${y}` : `V${y}H${x}`
  }).join("")
  return shape("path", { class: "nw-front", d: path, fill: "none", stroke: INK, "stroke-width": 1.5, "stroke-dasharray": "5 3" })
}

/**
 * Names beside as many members of the front as there is room for, on the empty side first: no two names on each other,
 * none outside.
 */
function frontNames(front, { across, upwards }, { left, right, top, bottom }, best) {
  const taken = []
  const free = box => box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom &&
    taken.every(one => box.left > one.right || box.right < one.left || box.top > one.bottom || box.bottom < one.top)
  const named = []
  for (const { row, x, y } of front) {
    const [middleX, middleY] = [across.place(x), upwards.place(y)]
    const width = LABEL_PX.character * row.name.length
    const sides = best.x === "less" ? [-7 - width, 7] : [7, -7 - width]
    const levels = best.y === "less" ? [14, -6] : [-6, 14]
    const spots = levels.flatMap(dy => sides.map(dx => [dx, dy])).map(([dx, dy]) => {
      const [start, base] = [middleX + dx, middleY + dy]
      return { start, base, left: start, right: start + width, top: base - LABEL_PX.line + 3, bottom: base + 3 }
    })
    const spot = spots.find(free)
    if (!spot) continue
    taken.push(spot)
    named.push(words({ x: place(spot.start), y: place(spot.base), ...NAME }, row.name))
  }
  return shape("g", { "aria-hidden": "true" }, ...named)
}

/**
 * The drawing: {svg, drawn}, where `drawn` has {link, x, y, point} for each point. `link(point)` is the address of a
 * point's page and `told(point)` what it says.
 */
export function drawPlane(view) {
  const { width, height, groups, front, axes, link, told, best } = view
  const corners = plane(view)
  const drawn = []
  const layers = groups.map(({ colour, points }) => {
    const links = points.map(point => {
      const [x, y] = [place(axes.across.place(point.x)), place(axes.upwards.place(point.y))]
      const made = shape("a", { href: link(point), "aria-label": told(point), tabindex: -1 },
        shape("path", { d: `M${x} ${y}${SHAPES[colour]}` }))
      drawn.push({ link: made, x, y, point })
      return made
    })
    return shape("g", { class: `nw-f nw-f${colour}`, fill: COLOURS[colour], "fill-opacity": colour ? 0.65 : 0.4 }, ...links)
  })
  const [title, description] = [shape("title", { id: "nw-plane-title" }, view.title), shape("desc", { id: "nw-plane-desc" }, view.description)]
  const svg = shape("svg", {
    class: "nw-plane", viewBox: `0 0 ${width} ${height}`, width, height, role: "group",
    "aria-labelledby": title.id, "aria-describedby": description.id, "font-family": "system-ui, sans-serif",
  }, title, description, grid({ ...axes, names: view.names, metrics: view.metrics, state: view.state }, corners), ...layers)
  if (front.length > 0) svg.append(frontLine(front, axes, best), frontNames(front, axes, corners, best))
  return { svg, drawn }
}

/** The legend beneath a drawing that stands alone: one row, as far as it reaches. */
function legendRows(groups, width, top) {
  let [x, y] = [MARGIN.left, top]
  return groups.map(({ colour, name, points }) => {
    const text = `${name || "others"} ${points.length}`
    const wide = 24 + 6.6 * text.length
    if (x + wide > width) [x, y] = [MARGIN.left, y + 18]
    const row = shape("g", {}, shape("path", { d: `M${x} ${y - 4}${SHAPES[colour]}`, fill: COLOURS[colour] }),
      words({ x: x + 10, y }, text))
    x += wide
    return row
  })
}

/**
 * The same drawing as the text of a file that needs nothing else: a white ground, a heading, a legend, and a line that
 * says where the numbers come from; hovering a point shows what it says.
 */
export function standalone(view, source) {
  const { svg, drawn } = drawPlane(view)
  for (const { link } of drawn) {
    link.append(shape("title", {}, link.getAttribute("aria-label")))
    for (const name of ["tabindex", "aria-label"]) link.removeAttribute(name)
  }
  const rows = legendRows([...view.groups].sort((a, b) => (a.colour || 9) - (b.colour || 9)), view.width, view.height + 34)
  const last = Math.max(view.height, ...rows.map(row => Number(row.lastChild.getAttribute("y"))))
  const [above, whole] = [28, last + 30]
  svg.setAttribute("viewBox", `0 ${-above} ${view.width} ${whole + above}`)
  svg.setAttribute("height", whole + above)
  svg.setAttribute("role", "img")
  const ground = shape("rect", { x: 0, y: -above, width: view.width, height: whole + above, fill: "#fff" })
  svg.querySelector(".nw-axis").before(ground, words({ x: 4, y: -6, "font-size": 15, "font-weight": 600 }, view.title))
  svg.append(...rows, words({ x: 4, y: whole - 8, "font-size": 11 }, source))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`
}
