/*
 * What is compared, and how it stands in the address: ?a=timm/resnet50,torchvision/vit_b_16&px=224,384.
 *
 * `a`: names with their zoo, the first is what the others are held against; `px`: sizes; `metric` and `scale`: the curves.
 */
import { MOST_PICKED, listed, plainly } from "./browse-state.js"
import { UNITS } from "./preferences.js"

export { MOST_PICKED }

/** What the curves can show: fields of a measurement, with their kind. */
export const CURVES = {
  macs: "MACs", activations: "Activations", parameters: "Parameters", peak_activation_bytes: "Peak of activations",
  inference: "Inference memory", saved_bytes: "Kept for the backward", feature_bytes: "Features",
}

const SCALES = ["linear", "log"]
const SIZE = /^(native|[1-9]\d{0,4}(x[1-9]\d{0,4})?)$/

export const initial = () => ({ a: [], px: ["native"], unit: "macs", bytes: "mb", metric: "macs", scale: "linear" })

const unique = list => [...new Set(list)]

/** The state that a query describes, `a` as it is written there; `units`: what the reader prefers. */
export function fromQuery(text, units = {}) {
  const query = new URLSearchParams(text)
  const state = { ...initial(), ...units, a: unique(listed(query.get("a") ?? "").map(name => name.trim()).filter(Boolean)) }
  const sizes = unique(listed(query.get("px") ?? "").filter(size => SIZE.test(size)))
  if (sizes.length > 0) state.px = sizes
  for (const [key, allowed] of Object.entries({ ...UNITS, metric: Object.keys(CURVES), scale: SCALES }))
    if (allowed.includes(query.get(key))) state[key] = query.get(key)
  return state
}

/** The state as a query; `cited` names the units even where they are the usual ones. */
export function toQuery(state, cited = false) {
  const start = initial()
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(state))
    if (String(value) !== String(start[key]) || (cited && key in UNITS)) query.set(key, value)
  return plainly(query)
}
