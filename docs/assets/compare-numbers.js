/* The numbers of several architectures at one size, side by side, each with its difference to the first. */
import { bytesText } from "./browse-columns.js"
import { difference, measured, points } from "./compare-data.js"
import { SITE, definition, element } from "./dom.js"
import { DASH, NBSP, exact, rounded, share } from "./units.js"

/* Label, field, kind, and the place on the methodology page if it is not the field's own. */
const METRICS = [
  ["Parameters", [
    ["Parameters", "parameters", "count"], ["… trainable", "parameters_trainable", "count"],
    ["… of BatchNorm", "batch_norm_parameters", "share"], ["Buffers", "buffers", "count"],
    ["Checkpoint", "checkpoint_bytes", "bytes"], ["Deploy form", "deploy_parameters", "count"],
  ]],
  ["Operations", [
    ["MACs", "macs", "count"], ["… as fvcore counts", "macs_fvcore", "count"],
    ["… of the backward", "macs_backward", "count"], ["… of the deploy form", "deploy_macs", "count"],
    ["FLOPs outside MACs", "elementwise_flops", "count"], ["Activations", "activations", "count"],
  ]],
  ["Memory", [
    ["Inference ×1", "inference", "bytes", "inference_bytes"], ["Training ×32, AdamW", "training", "bytes", "training_bytes"],
    ["Peak of activations", "peak_activation_bytes", "bytes"], ["… in bfloat16", "peak_activation_bytes_bfloat16", "bytes"],
    ["Kept for the backward", "saved_bytes", "bytes"], ["Features", "feature_bytes", "bytes"],
    ["Bytes read", "read_bytes", "bytes"], ["Bytes written", "written_bytes", "bytes"],
  ]],
]
const ACCURACY = ["Published", [["ImageNet top-1", "top1", "percent", "published"]]]
const DOUBLED = new Set(["macs", "macs_fvcore", "macs_backward", "deploy_macs"])

/** A link to what a field means. */
const defined = (anchor, text) => element("a", { href: new URL(definition(anchor), SITE) }, text)

/** Text and title of one number. */
function shown(one, field, kind, state) {
  const held = one[field] ?? null
  if (kind === "percent")
    return { text: held === null ? DASH : `${held}${NBSP}%`, title: one.top1_weights ?? "none is published at this size", points: held, value: null }
  if (held === null) return { text: DASH, title: "not measured at this size", value: null }
  const value = state.unit === "flops" && DOUBLED.has(field) ? 2 * held : held
  if (kind === "share")
    return { text: `${rounded(value)} (${share(value, one.parameters)})`, title: `${exact(value)} of ${exact(one.parameters)}`, value }
  const text = kind === "bytes" ? bytesText(value, state.bytes) : rounded(value)
  if (field === "training" && one.memory.bound)
    return { text: `≥${NBSP}${text}`, title: `at least ${exact(value)}: what is kept for the backward`, value: null }
  return { text, title: exact(value), value }
}

/** One row; what is refused has a cell of its own that reaches over all rows. */
function row(head, cells) {
  return element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((cell, place) => {
    if (cell === null) return null
    const told = cell.points === undefined ? difference(cell.value, cells[0]?.value) : points(cell.points, cells[0]?.points ?? null)
    return element("td", { class: "nwt-num", title: cell.title }, cell.text,
      place === 0 ? null : element("small", { class: "nwt-diff" }, told ?? DASH))
  }))
}

function headOf(found, first) {
  const cells = found.map((one, place) => element("th", { scope: "col", class: "nwt-num" },
    element("a", { href: new URL(`${one.path}/`, SITE) }, one.name),
    element("small", {}, `${one.zoo}, ${one.size} px`),
    place === 0 ? null : element("small", { class: "nwt-diff" }, `difference to ${first}`)))
  return element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Metric"), ...cells))
}

const nameOf = (field, label, { unit }) =>
  (unit === "flops" && DOUBLED.has(field) ? label.replace("MACs", "FLOPs") : label)

/** A table at one size: `groups` of [title, [[head, cells of the architectures that are measured]]]. */
function tableOf(found, groups, caption) {
  const lines = groups.reduce((sum, [, rows]) => sum + rows.length + 1, 0)
  const refused = one => element("td", { class: "nwt-refused", rowspan: lines }, element("div", {}, one.refused))
  const body = groups.flatMap(([title, rows], place) => [
    element("tr", { class: "nwt-part" }, element("th", { scope: "row" }, title),
      ...found.map(one => (one.refused === null ? element("td") : place === 0 ? refused(one) : null))),
    ...rows.map(([head, cells]) => row(head, cells)),
  ])
  return element("table", { class: "nwt-plain nwt-compare" }, element("caption", {}, caption),
    headOf(found, found[0].name), element("tbody", {}, ...body))
}

const atSize = px => (px === "native" ? "At the native size of each" : `At ${px.replace("x", `${NBSP}×${NBSP}`)}${NBSP}px`)

/** What most readers compare, at one size. */
export function numbersTable(architectures, px, state) {
  const found = architectures.map(one => measured(one, px))
  const groups = found.some(({ top1 }) => top1 !== null) ? [...METRICS, ACCURACY] : METRICS
  return tableOf(found, groups.map(([title, metrics]) => [title, metrics.map(([label, field, kind, anchor = field]) => [
    defined(anchor, nameOf(field, label, state)),
    found.map(one => (one.refused === null ? shown(one, field, kind, state) : null)),
  ])]), atSize(px))
}

/** Every field of the dataset at one size, exact. */
export function fieldsTable(architectures, px) {
  const found = architectures.map(one => measured(one, px))
  const held = found.find(one => one.refused === null)
  const names = held ? architectures.flatMap(one => Object.keys(one.measurements[0])) : []
  const fields = [...new Set(names)].filter(name => name !== "size" && found.every(
    one => one.refused !== null || one[name] === null || typeof one[name] === "number"))
  const cell = (one, name) => (one[name] === null
    ? { text: DASH, title: "not measured at this size", value: null } : { text: exact(one[name]), title: null, value: one[name] })
  const rows = fields.map(name => [defined(name, element("code", {}, name)),
    found.map(one => (one.refused === null ? cell(one, name) : null))])
  return tableOf(found, [["Field", rows]], `${atSize(px)}, every field as an exact integer`)
}
