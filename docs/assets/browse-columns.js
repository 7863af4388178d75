/*
 * The columns of the browse table: what each is called, what stands in a cell, and in which unit it is exported.
 *
 * A further column is a line here and a field in generator/render/browse.py; where no row has a number, it is not offered.
 */
import { binary } from "./memory.js"
import { DASH, NBSP, exact, rounded, share } from "./units.js"

/** Room for a table: a phone's, a laptop's of 1280 px, that of a window that holds all usual columns. */
export const [PHONE, LAPTOP, WIDE] = [0, 1, 2]

/*
 * key: name of the column in the address; `text`: sorted as text; `from`: the least room in which it is shown unless a reader chooses;
 * `field`: its name in exports; `prefix`: the unit of exported tables; `about`: what a header's title says.
 */
export const COLUMNS = [
  { key: "name", label: "Architecture", text: true, from: PHONE },
  { key: "zoo", label: "Zoo", text: true, from: PHONE },
  { key: "task", label: "Task", text: true, from: WIDE },
  { key: "family", label: "Family", text: true, from: LAPTOP },
  { key: "size", label: "Size", from: PHONE, about: "Input size in pixels" },
  {
    key: "parameters", label: "Parameters", kind: "count", prefix: "M", from: PHONE,
    about: "Elements of distinct parameters",
  },
  {
    key: "macs", label: "MACs", kind: "count", prefix: "G", from: PHONE,
    about: "Multiply–accumulates of one forward of one sample; 1 MAC is 2 FLOPs",
  },
  {
    key: "top1", label: "Top-1", kind: "percent", from: LAPTOP,
    about: "Best accuracy on ImageNet-1K that is published for its weights at this size; a cell names them",
  },
  {
    key: "activations", label: "Activations", kind: "count", prefix: "M", from: PHONE,
    about: "Elements of the outputs of convolutions, linear layers and matrix products",
  },
  {
    key: "batch_norm", label: "BatchNorm", kind: "share", from: PHONE,
    about: "Share of the parameters that are BatchNorm's gamma and beta",
  },
  { key: "buffers", label: "Buffers", kind: "count", prefix: "k", from: WIDE, about: "Elements of buffers" },
  {
    key: "inference", label: "Inference", kind: "bytes", prefix: "M", from: PHONE,
    about: "Peak bytes of inference: parameters, buffers and the peak of activations",
  },
  {
    key: "training", label: "Training", kind: "bytes", prefix: "G", from: PHONE,
    about: "Peak bytes of a training step with AdamW in float32",
  },
  { key: "batch_norm_parameters", label: "γ and β", kind: "count", prefix: "k", about: "Parameters of BatchNorm" },
  {
    key: "feature_bytes", label: "Features", kind: "bytes", prefix: "M",
    about: "Bytes of everything that a forward writes, nothing reused",
  },
]

export const BY_KEY = new Map(COLUMNS.map(column => [column.key, column]))

/** Keys that rows are sorted by and columns are chosen by. */
export const SORTABLE = new Set(BY_KEY.keys())

/** Columns that have something to show: those whose data is in the rows. */
export const offered = rows =>
  COLUMNS.filter(({ key, text, kind }) => text || !kind || rows.some(row => row[key] !== null && row[key] !== undefined))

/** The columns of a state, the name among them always; those that a reader has not chosen by the room there is. */
export function shownColumns(columns, { cols }, room = WIDE) {
  const chosen = new Set(cols.split(",").filter(Boolean))
  if (chosen.size === 0) return columns.filter(({ from }) => from <= room)
  return columns.filter(({ key }) => key === "name" || chosen.has(key))
}

/** The number that a column shows of a row in a state's unit; null where there is none. */
export function valueOf(row, { key }, unit) {
  const value = row[key] ?? null
  return key === "macs" && unit === "flops" && value !== null ? 2 * value : value
}

/** Bytes as text: `unit` is "mb" for powers of 1000, "mib" for powers of 1024. */
export const bytesText = (value, unit) => (unit === "mib" ? binary(value) : rounded(value, "B"))

/** Text and exact title of a cell. */
export function cell(row, column, unit, bytes = "mb") {
  if (column.text || column.key === "size") return { text: row[column.key], title: "" }
  const value = valueOf(row, column, unit)
  if (column.kind === "percent")
    return value === null
      ? { text: DASH, title: `no accuracy is published at ${row.size} px` }
      : { text: `${value}${NBSP}%`, title: `${row.top1_weights} at ${row.size} px, published by ${row.top1_source}` }
  if (value === null) {
    const why = row.parameters === null ? "refused" : "training not measured"
    return { text: DASH, title: `${why} at ${row.size} px` }
  }
  if (column.key === "training" && row.memory.bound)
    return {
      text: `\u2265${NBSP}${bytesText(value, bytes)}`,
      title: `at least ${exact(value)}: what is kept for the backward, since the peak is not measured at ${row.size} px`,
    }
  if (column.kind === "share")
    return {
      text: share(row.batch_norm_parameters, row.parameters),
      title: `${exact(row.batch_norm_parameters)} of ${exact(row.parameters)}`,
    }
  return { text: column.kind === "bytes" ? bytesText(value, bytes) : rounded(value), title: exact(value) }
}
