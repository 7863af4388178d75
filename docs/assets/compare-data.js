/*
 * The numbers of the architectures that are compared, from api/v1/<zoo>/<name>.json, and what follows from them.
 */
import { SITE, fetchJSON } from "./dom.js"
import { inferenceBytes, trainingBytes } from "./memory.js"

const TRAINING_BATCH = 32

const loaded = new Map()

/** Everything that the dataset holds of a row's architecture; asked for once. */
export function architecture(row) {
  if (!loaded.has(row.key)) {
    const asked = fetchJSON(new URL(`api/v1/${row.key}.json`, SITE)).then(found => ({ ...found, path: row.path }))
    asked.catch(() => loaded.delete(row.key))
    loaded.set(row.key, asked)
  }
  return loaded.get(row.key)
}

/** The size that a choice means for one architecture. */
export const sizeOf = (one, px) => (px === "native" ? one.native : px)

/** What memory.js computes from; of training only what is kept for the backward where the peak was not measured. */
function memoryOf(held) {
  const bound = held.training_peak_activation_bytes === null
  const model = {
    p: held.parameters, q: held.parameters_trainable, b: held.buffer_bytes, a: held.peak_activation_bytes,
    t: held.training_peak_activation_bytes, tf: held.training_peak_fixed_bytes,
    t2: held.training_small_sample_bytes, tf2: held.training_small_fixed_bytes,
  }
  return { bound, model: bound ? { ...model, t: held.saved_bytes, tf: held.saved_fixed_bytes, t2: undefined, tf2: undefined } : model }
}

/** Best accuracy on ImageNet-1K that is published for weights at a size, as {top1, top1_weights}; quantized weights are another model. */
function accuracy(one, size) {
  const published = (one.pretrained ?? []).filter(({ backend }) => !backend).flatMap(weights =>
    (weights.metrics ?? []).filter(({ dataset, name }) => dataset === "ImageNet-1K" && name === "acc@1")
      .filter(metric => (metric.size ?? weights.size) === size).map(({ value }) => ({ top1: value, top1_weights: weights.tag })))
  return published.sort((a, b) => b.top1 - a.top1)[0] ?? { top1: null, top1_weights: null }
}

/**
 * One architecture at a size: its fields and what the browse table shows of them, or {refused}, the reason in words, where there
 * is no measurement.
 */
export function measured(one, px) {
  const size = sizeOf(one, px)
  const described = { key: one.key, name: one.name, zoo: one.zoo, task: one.task, family: one.family, path: one.path, size, ...accuracy(one, size) }
  const held = one.measurements.find(found => found.size === size)
  if (!held) {
    const refusal = one.refusals.find(found => found.size === size)
    const others = one.measurements.map(found => found.size).join(", ")
    const refused = refusal
      ? `refused at ${size} px, ${refusal.stage}: ${refusal.message}` : `not tried at ${size} px; measured at ${others} px`
    return { ...described, refused, parameters: null, macs: null, activations: null, buffers: null,
      batch_norm_parameters: null, feature_bytes: null, inference: null, training: null, memory: null }
  }
  const { bound, model } = memoryOf(held)
  const training = trainingBytes(model, TRAINING_BATCH)
  return {
    ...held, ...described, memory: { bound }, training: training ?? null, inference: inferenceBytes(model, 1), refused: null,
  }
}

/** All sizes at which one of the architectures was tried, in ascending order. */
export function sizesOf(architectures) {
  const found = new Set(architectures.flatMap(one => [...one.measurements, ...one.refusals].map(({ size }) => size)))
  const sides = size => size.split("x").map(Number)
  return [...found].sort((a, b) => sides(a)[0] - sides(b)[0] || (sides(a)[1] ?? 0) - (sides(b)[1] ?? 0))
}

/** "+1.25 points": the difference of two percentages; null without one. */
export function points(value, first) {
  if (value === null || first === null) return null
  const steps = Math.round(1000 * value) - Math.round(1000 * first)
  const sign = steps === 0 ? "" : steps > 0 ? "+" : "\u2212"
  return `${sign}${String(Math.abs(steps) / 1000)}\u00a0points`
}

const scaled = (part, whole) => {
  const [top, bottom] = [2000n * BigInt(part) + BigInt(whole), 2n * BigInt(whole)]
  return Number(top / bottom)
}

/** "+12.3 %": by how much a number is more than another, rounded once; "0 %" for equal numbers only, null without a number. */
export function difference(value, first) {
  if (value === null || first === null || first === undefined || value === undefined) return null
  if (value === first) return "0\u00a0%"
  if (first <= 0) return null
  const sign = value > first ? "+" : "\u2212"
  const permille = scaled(Math.abs(value - first), first)
  if (permille === 0) return value > first ? "<+0.1\u00a0%" : ">\u22120.1\u00a0%"
  return `${sign}${Math.floor(permille / 10).toLocaleString("en-US")}.${permille % 10}\u00a0%`
}
