/* What a view is, in words: for the head of an export, and for paper, on which there are no controls. Pure. */
import { BY_KEY } from "./browse-columns.js"
import { batches, endsOf } from "./browse-state.js"
import { macsIn } from "./preferences.js"

const BOUNDED = ["parameters", "macs", "top1", "activations", "buffers", "batch_norm"]
const IN_PERCENT = { top1: "Top-1 in %", batch_norm: "BatchNorm share in %" }

/** What a reader of a table has to know, in words. */
export function aboutOf(columns, state) {
  const keys = new Set(columns.map(({ key }) => key))
  const { training } = batches(state)
  return [
    "One sample, eval mode, float32.",
    keys.has("macs") && (state.unit === "flops" ? "FLOPs are twice the multiply-accumulates (MACs)." : "1 MAC is one multiply-accumulate, 2 FLOPs."),
    keys.has("inference") && "Inference: parameters, buffers and the peak of activations.",
    keys.has("top1") && "Top-1: best accuracy on ImageNet-1K published for weights at this size.",
    keys.has("training") && `Training: a step of ${training} samples with AdamW in float32.`,
    columns.some(({ kind }) => kind === "bytes") && (state.bytes === "mib" ? "1 MiB is 2^20 bytes." : "1 MB is 10^6 bytes."),
  ].filter(Boolean).join(" ")
}

/** "at least 1G", "at most 5G", "1G to 5G". */
function bounded(text) {
  const [low, high] = endsOf(text)
  if (low && high) return `${low} to ${high}`
  return low ? `at least ${low}` : `at most ${high}`
}

/** What a state lets through, in words; empty where that is everything. */
export function filterInWords(state) {
  const parts = [["name", "name"], ["zoo", "zoo"], ["task", "task"], ["family", "family"]]
    .filter(([key]) => state[key]).map(([key, word]) => `${word} ${state[key]}`)
  for (const key of BOUNDED.filter(one => state[one])) {
    const name = key === "macs" ? macsIn(state) : IN_PERCENT[key] ?? BY_KEY.get(key).label
    parts.push(`${name} ${bounded(state[key])}`)
  }
  if (state.fits) {
    const limit = /^[\d.,\s]+$/.test(state.fits) ? `${state.fits.trim()} GB` : state.fits
    parts.push(`fits in ${limit} for ${state.use} at batch ${batches(state)[state.use]}`)
  }
  return parts.join("; ")
}

const sortInWords = keys => keys.map(({ key, direction }) => `${BY_KEY.get(key).label} ${direction}`).join(", then ")

/** "their native size" or "224 px". */
export const sizeText = px => (px === "native" ? "their native size" : `${px} px`)

/** Where numbers are from: "Netweight 2026.11.22; torch 2.14.1, torchvision 0.29.1, timm 1.0.31." */
export const sourceInWords = ({ netweight, torch, torchvision, timm }) =>
  `Netweight ${netweight}; torch ${torch}, torchvision ${torchvision}, timm ${timm}.`

/** A printed table's view: sizes, filter and order, what its numbers mean, and where it is from. */
export function inWords(columns, state, { versions }, address) {
  const filter = filterInWords(state)
  return [
    `At ${sizeText(state.px)}. ${filter ? `Only: ${filter}.` : "No filter."}`,
    `Sorted by ${sortInWords(state.sort)}.`, aboutOf(columns, state),
    `${sourceInWords(versions)} ${address}`,
  ].join(" ")
}
