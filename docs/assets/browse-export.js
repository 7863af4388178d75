/* What the browse table shows, for export.js. */
import { batches, toCitedQuery } from "./browse-model.js"
import { aboutOf } from "./browse-words.js"
import { exportMenu } from "./export-menu.js"
import { macsIn } from "./preferences.js"

const TEXTS = new Set(["name", "zoo", "task", "family"])

/** The name of a column in CSV and JSON: that of the dataset's field, with what a number of bytes depends on. */
export function fieldOf({ key }, state) {
  const { inference, training } = batches(state)
  const names = {
    macs: state.unit, batch_norm: "batch_norm_parameters",
    inference: `inference_bytes_batch_${inference}`, training: `training_bytes_batch_${training}_adamw`,
    top1: "imagenet_top1_percent",
  }
  return names[key] ?? key
}

function labelOf({ key, label }, state) {
  const { inference, training } = batches(state)
  const names = {
    size: "Input [px]", macs: macsIn(state), buffers: "Buffers", batch_norm: "BatchNorm",
    inference: `Inference, batch ${inference}`, training: `Training, batch ${training}`, top1: "ImageNet top-1",
  }
  return names[key] ?? label
}

function valueOf({ key }, state) {
  if (key === "batch_norm")
    return row => (row.parameters === null ? null : [row.batch_norm_parameters, row.parameters])
  if (key === "macs" && state.unit === "flops") return row => (row.macs === null ? null : 2 * row.macs)
  if (key === "size") return row => row.size
  return row => row[key]
}

/** Columns of the table as export.js wants them. */
export const exportColumns = (columns, state) => columns.map(column => ({
  name: fieldOf(column, state), label: labelOf(column, state), value: valueOf(column, state), prefix: column.prefix,
  kind: TEXTS.has(column.key) || column.key === "size" ? "text" : column.kind,
  bound: column.key === "training" ? row => row.memory?.bound ?? null : undefined,
}))

/** Fill the export box of the browse page. */
export function mountExport(place, view) {
  exportMenu(place, () => {
    const { rows, columns, state, release } = view()
    const url = `${location.origin}${location.pathname}?${toCitedQuery(state)}`
    const size = state.px === "native" ? "native-size" : `${state.px}px`
    return {
      columns: exportColumns(columns, state), rows, release, url, bytes: state.bytes, about: aboutOf(columns, state),
      file: `netweight-${release.versions.netweight}-${size}`,
      note: `${rows.length.toLocaleString("en-US")} rows, as shown`,
    }
  })
}
