/*
 * The scatter page without its page: what can be an axis, places on axes, the Pareto front, and the part of the state
 * that the browse table does not have. Pure functions; filters are those of browse-model.js.
 */
import {
  batches, bytesText, fromQuery as filterFromQuery, initial as filterInitial, toQuery as filterToQuery,
} from "./browse-model.js"
import { plainly } from "./browse-state.js"
import { NBSP, exact, rounded, share } from "./units.js"

const MEBIBYTE = 2 ** 20
const [LESS, MORE] = ["less", "more"]

/*
 * What can be an axis before all other fields of the dataset. `key` is a property of a row; `unit` says how a value is
 * written; `better` is the direction in which a reader would go, less where it is not said. One entry makes an axis.
 */
export const METRICS = [
  { key: "parameters", label: "Parameters", unit: "elements" },
  { key: "macs", label: "MACs", unit: "MACs" },
  { key: "activations", label: "Activations", unit: "elements" },
  { key: "inference", label: "Inference memory", unit: "bytes", batch: "inference", anchor: "inference_bytes" },
  { key: "training", label: "Training memory, AdamW", unit: "bytes", batch: "training", anchor: "training_bytes" },
  { key: "feature_bytes", label: "Features", unit: "bytes" },
  { key: "buffers", label: "Buffers", unit: "elements" },
  { key: "batch_norm_parameters", label: "BatchNorm parameters", unit: "elements" },
  { key: "batch_norm", label: "BatchNorm's share of parameters", unit: "share", anchor: "batch_norm_parameters" },
  { key: "top1", label: "ImageNet top-1", unit: "%", better: MORE, published: true },
]

const START = { x: "parameters", y: "macs", xscale: "log", yscale: "log", xbest: "", ybest: "", colour: "family", front: "on" }
const CHOICES = {
  xscale: ["log", "linear"], yscale: ["log", "linear"], xbest: ["", LESS, MORE], ybest: ["", LESS, MORE],
  colour: ["family", "task", "zoo"], front: ["on", "off"],
}
/* More could not be told apart; the rest share one. */
const COLOURS = 7

/**
 * The table of metrics, and after it every other field of the dataset, from assets/metrics/index.json. What others publish is
 * offered where anybody does: `accuracy` has the source by zoo.
 */
export function metricsOf(index, accuracy) {
  const own = METRICS.filter(({ published }) => !published || Object.keys(accuracy).length > 0)
  const further = index.fields.map(({ name, unit, group, meaning, sizes, native_only: nativeOnly }) => ({
    key: name, label: name, unit, group, meaning, sizes, nativeOnly, file: true,
  }))
  return [...own, ...further]
}

/** What is shown when the address says nothing. */
export const initial = () => ({ ...filterInitial(), ...START })

/** The state as the query of an address: the browse table's words, then those of the plot. */
export function toQuery(state) {
  const query = new URLSearchParams(filterToQuery(filterOf(state)))
  for (const [key, value] of Object.entries(START)) if (state[key] !== value) query.set(key, state[key])
  return plainly(query)
}

/** The state that a query describes; what it says wrongly is as at the start. */
export function fromQuery(text, choices, metrics, units = {}) {
  const query = new URLSearchParams(text)
  const state = { ...filterFromQuery(text, choices, units), ...START }
  const keys = metrics.map(metric => metric.key)
  const allowed = { ...CHOICES, x: keys, y: keys }
  for (const key of Object.keys(START)) if (allowed[key].includes(query.get(key))) state[key] = query.get(key)
  return state
}

/** The part of a state that the browse table shares. */
export const filterOf = state =>
  Object.fromEntries(Object.entries(state).filter(([key]) => !Object.hasOwn(START, key)))

const doubled = (metric, state) => metric.unit === "MACs" && state.unit === "flops"

/** A row's value of a metric in a state's units; null where it was not measured. */
export function valueOf(metric, row, state) {
  const value = row[metric.key] ?? null
  return value !== null && doubled(metric, state) ? 2 * value : value
}

/** Whether a value is a lower bound only: training memory where the peak of a step was not measured. */
export const isBound = (metric, row) => metric.key === "training" && Boolean(row.memory?.bound)

/** A metric's name in a state's units, with its batch where it has one. */
export function nameOf(metric, state) {
  if (doubled(metric, state)) return metric.key === "macs" ? "FLOPs" : `2 × ${metric.label}`
  return metric.batch ? `${metric.label}, batch ${exact(batches(state)[metric.batch])}` : metric.label
}

/** The unit behind a name, unless the name says it; operations are those of one sample. */
export function unitOf(metric, state) {
  if (metric.unit === "share") return "%"
  if (metric.key === "macs") return "one sample"
  const unit = doubled(metric, state) ? "FLOPs" : metric.unit
  return ["MACs", "FLOPs"].includes(unit) ? `${unit}, one sample` : unit
}

/** The column of a metric in a file: the field's name, with what it depends on. */
export function fieldOf(metric, state) {
  if (metric.batch) return `${metric.anchor}_batch_${batches(state)[metric.batch]}${metric.key === "training" ? "_adamw" : ""}`
  if (metric.key === "batch_norm") return "batch_norm_share"
  if (metric.key === "top1") return "imagenet_top1_percent"
  return doubled(metric, state) ? metric.key.replace(/macs/, "flops") : metric.key
}

/** A value in four digits; `least` where it is a lower bound. */
export function shown(metric, value, state, least = false) {
  const mark = least ? `≥${NBSP}` : ""
  if (metric.unit === "share") return share(Math.round(value * 1e6), 1e6)
  if (metric.unit === "%") return `${value}${NBSP}%`
  const size = metric.unit === "bytes" ? bytesText(Math.abs(value), state.bytes) : rounded(Math.abs(value))
  return `${mark}${value < 0 ? "−" : ""}${size}`
}

/** What the ticks of an axis are round in. */
export const stepOf = (metric, state) => (metric.unit === "bytes" && state.bytes === "mib" ? MEBIBYTE : 1)

/** A round number on an axis, without decimals that say nothing. */
export function tickLabel(metric, value, state) {
  const mebibytes = value / MEBIBYTE
  if (stepOf(metric, state) > 1) return `${mebibytes < 10 ? Number(mebibytes.toPrecision(3)) : exact(mebibytes)}${NBSP}MiB`
  const [number, ...prefix] = shown(metric, value, state).split(NBSP)
  return [number.includes(".") ? number.replace(/\.?0+$/, "") : number, ...prefix].join(NBSP)
}

export const bestOf = (metric, chosen) => chosen || metric.better || LESS

/**
 * The points of some rows, and how many are left out: `unknown` where a number is missing, `unlogged` where a
 * logarithmic axis has no place for zero or less.
 */
export function pointsOf(rows, across, upwards, state) {
  const [points, left] = [[], { unknown: 0, unlogged: 0 }]
  for (const row of rows) {
    const [x, y] = [valueOf(across, row, state), valueOf(upwards, row, state)]
    if (x === null || y === null) left.unknown++
    else if ((state.xscale === "log" && x <= 0) || (state.yscale === "log" && y <= 0)) left.unlogged++
    else points.push({ row, x, y, least: isBound(across, row) || isBound(upwards, row) })
  }
  return { points, left }
}

/**
 * The points that no other beats: none is at least as good on both axes and better on one. In ascending order of x;
 * points at one place are on the front together.
 */
export function frontOf(points, xbest, ybest) {
  const [across, upwards] = [xbest === MORE ? -1 : 1, ybest === MORE ? -1 : 1]
  const order = [...points].sort((a, b) => across * (a.x - b.x) || upwards * (a.y - b.y) || a.row.order - b.row.order)
  const found = []
  let last = null
  for (const point of order) {
    const better = last === null || upwards * (point.y - last.y) < 0
    const same = last !== null && point.x === last.x && point.y === last.y
    if (better || same) found.push(point)
    if (better) last = point
  }
  return found.sort((a, b) => a.x - b.x || a.row.order - b.row.order)
}

/** Points by colour, the largest groups first; colour 0 and no name for all the rest, which are drawn beneath. */
export function groupsOf(points, colour) {
  const members = new Map()
  for (const point of points) {
    const name = point.row[colour]
    if (!members.has(name)) members.set(name, [])
    members.get(name).push(point)
  }
  const largest = [...members].sort(([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1))
  const named = largest.slice(0, COLOURS).map(([name, held], place) => ({ colour: place + 1, name, points: held }))
  const rest = largest.slice(COLOURS).flatMap(([, held]) => held)
  return [...(rest.length > 0 ? [{ colour: 0, name: "", points: rest }] : []), ...named]
}

const quoted = text => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The points as CSV with exact numbers, and whether a point is on the front and a number a lower bound. */
export function toCSV(points, front, across, upwards, state) {
  const members = new Set(front)
  const head = ["zoo", "name", "task", "family", "size_px", fieldOf(across, state), fieldOf(upwards, state), "on_front", "lower_bound"]
  const lines = points.map(point => {
    const { row, x, y } = point
    return [row.zoo, row.name, row.task, row.family, row.size, x, y, members.has(point), point.least]
  })
  return [head, ...lines].map(line => line.map(cell => quoted(String(cell))).join(",")).join("\n") + "\n"
}
