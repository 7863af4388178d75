/*
 * What a reader has chosen on the browse page, and how it stands in the address.
 *
 * A state is a plain object of texts, but for `sort`, a list of {key, direction} of which the first decides. What is as
 * at the start is left out of the address.
 */
import { SORTABLE } from "./browse-columns.js"
import { UNITS } from "./preferences.js"
import { parseNumber } from "./units.js"

/* Samples of a forward, and of a step with AdamW in float32, where the address says nothing. */
const BATCH = { inference: 1, training: 32 }

/** As many architectures as the page that compares them takes. */
export const MOST_PICKED = 8

/**
 * What is shown when the address says nothing. `cols`: keys of the columns shown, with commas, empty for the usual ones;
 * `sel`: keys of the architectures picked, with commas; `parameters` to `top1` are bounds such as "1G..5G".
 */
export const initial = () => ({
  name: "", zoo: "", task: "", family: "", px: "native", unit: "macs", bytes: "mb",
  parameters: "", macs: "", activations: "", buffers: "", batch_norm: "", top1: "",
  fits: "", use: "inference", batch: "", cols: "", sel: "", sort: [{ key: "name", direction: "ascending" }],
})

/** What may stand in an address, by key, from assets/browse/index.json; no bound of an accuracy that nobody publishes. */
export const choicesOf = index => ({
  zoo: ["", ...index.zoo.names], task: ["", ...index.task.names], family: ["", ...index.family.names],
  px: index.sizes, use: ["inference", "training"], ...(hasAccuracy(index) ? {} : { top1: [""] }), ...UNITS,
})

const hasAccuracy = ({ accuracy }) => Object.keys(accuracy ?? {}).length > 0

/** Samples of inference and of training in a state: the batch is that of the chosen use. */
export function batches({ use, batch }) {
  const samples = parseNumber(batch)
  const chosen = Number.isInteger(samples) && samples >= (use === "training" ? 2 : 1) ? { [use]: samples } : {}
  return { ...BATCH, ...chosen }
}

/** Lower and upper end of a bound such as "1G..5G", as texts; one number alone is the upper one. */
export const endsOf = text => (text.includes("..") ? text.split("..", 2) : ["", text])

/** The parts of a list in the address. */
export const listed = text => text.split(",").filter(Boolean)

const sortText = keys => keys.map(({ key, direction }) => (direction === "descending" ? "-" : "") + key).join(",")

/** The state as the query of an address. */
export function toQuery(state) {
  const start = initial()
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(state))
    if (key !== "sort" && value !== start[key]) query.set(key, value)
  if (sortText(state.sort) !== sortText(start.sort)) query.set("sort", sortText(state.sort))
  return plainly(query)
}

/** The state as the query of an address that shows the same units to every reader, whatever they prefer. */
export function toCitedQuery(state) {
  const query = new URLSearchParams(toQuery(state))
  for (const key of ["unit", "bytes"]) query.set(key, state[key])
  return plainly(query)
}

/** A query with commas and slashes as they are, which an address may hold. */
export const plainly = query => query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/")

/**
 * The state that a query describes; what it says wrongly is as at the start. `choices`: allowed values by key; `units`:
 * what the reader prefers where the address says nothing. A bound of MACs without a unit is one of MACs.
 */
export function fromQuery(text, choices, units = {}) {
  const query = new URLSearchParams(text)
  const state = { ...initial(), ...units }
  if (query.has("macs")) state.unit = "macs"
  for (const key of Object.keys(state)) {
    if (key === "sort" || !query.has(key)) continue
    const allowed = choices[key] ?? UNITS[key]
    if (!allowed || allowed.includes(query.get(key))) state[key] = query.get(key)
  }
  state.cols = listed(state.cols).filter(key => SORTABLE.has(key)).join(",")
  const keys = listed(query.get("sort") ?? "").map(part => ({
    key: part.replace(/^-/, ""), direction: part.startsWith("-") ? "descending" : "ascending",
  })).filter(({ key }) => SORTABLE.has(key))
  if (keys.length > 0) state.sort = keys
  return state
}
