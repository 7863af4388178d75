/*
 * Memory of a model: the same formulas as generator/records/memory.py, held together by a test, and the calculator
 * in the page of an architecture.
 *
 * A model is what generator/render/memory.py writes: parameters p, trainable ones q [elements]; bytes of buffers b, in
 * bfloat16 b16; peak of an eval forward of one sample a, at large batches a fixed part f and s a sample, at small ones,
 * if others, f2 and s2; in bfloat16 a16, f16 and s16, f162 and s162; peak of a training step, tf and t, tf2 and t2,
 * in mixed precision xf and x, xf2 and x2. Null is what was not measured.
 */
import { element, fetchJSON, statusLine } from "./dom.js"
import { answering, field, select, textInput } from "./fields.js"
import { numbersAt, parseSize, sizeText } from "./forms.js"
import { NBSP, exact, rounded } from "./units.js"

const ITEMSIZE = { float32: 4, bfloat16: 2 }
/* Of a training step: all in float32, or a forward under autocast to bfloat16 over parameters in float32. */
const PRECISIONS = ["float32", "mixed"]
const STATES = { SGD: 0, "SGD with momentum": 1, Adam: 2, AdamW: 2 }
/* Below 2^53 bytes for every model of the zoos. */
const MOST_SAMPLES = 65_536

const sum = parts => parts && parts.reduce((total, [, bytes]) => total + bytes, 0)
const known = value => value !== null && value !== undefined

/** Of an eval forward in a data type: the peak of one sample, and fixed part and a sample at large batches and at small ones. */
const peaksOf = ({ a, s, f, s2 = s, f2 = f, a16, s16, f16, s162 = s16, f162 = f16 }, dtype) =>
  dtype === "float32" ? [a, [[f, s], [f2, s2]]] : [a16, [[f16, s16], [f162, s162]]]

/** Names and bytes of what an eval forward without gradients needs; null where the converted model does not run. */
export function inferenceParts(model, batch, dtype = "float32") {
  const { p, b, b16 } = model
  const [single, peaks] = peaksOf(model, dtype)
  if (!known(single)) return null
  const activations = batch !== 1 && peaks.flat().every(known)
    ? Math.max(...peaks.map(([fixed, sample]) => fixed + batch * sample)) : batch * single
  return [
    ["parameters", p * ITEMSIZE[dtype]], ["buffers", dtype === "float32" ? b : b16], ["activations", activations],
  ]
}

/** Of a training step in a precision: fixed part and a sample, at large batches and at small ones. */
const lines = ({ t, tf, t2 = t, tf2 = tf, x, xf, x2 = x, xf2 = xf }, precision) =>
  precision === "mixed" ? [[xf, x], [xf2, x2]] : [[tf, t], [tf2, t2]]

/** Names and bytes of what a training step needs; null where it was not measured. */
export function trainingParts(model, batch, optimizer = "AdamW", precision = "float32") {
  const { p, q, b } = model
  const peaks = lines(model, precision)
  if (!peaks.flat().every(known)) return null
  const trainable = q * ITEMSIZE.float32
  return [
    ["parameters", p * ITEMSIZE.float32], ["gradients", trainable],
    ["optimizer states", STATES[optimizer] * trainable], ["buffers", b],
    ["activations", Math.max(...peaks.map(([fixed, sample]) => fixed + batch * sample))],
  ]
}

export const inferenceBytes = (model, batch, dtype) => sum(inferenceParts(model, batch, dtype))

export const trainingBytes = (model, batch, optimizer, precision) =>
  sum(trainingParts(model, batch, optimizer, precision))

/** Bytes in powers of 1024: "1.50 GiB", "97.5 MiB"; never "0.0" for a few. */
export function binary(bytes) {
  const [unit, power, decimals] = bytes < 2 ** 30 ? ["MiB", 2 ** 20, 1] : ["GiB", 2 ** 30, 2]
  const text = (bytes / power).toFixed(decimals)
  const shown = Number(text) === 0 && bytes > 0 ? `<${(10 ** -decimals).toFixed(decimals)}` : text
  return `${shown.replace(/\B(?=(\d{3})+\.)/g, ",")}${NBSP}${unit}`
}

const AT_REST_AND_PEAK = [
  "parameters", "parameters_trainable", "buffer_bytes", "buffer_bytes_bfloat16", "peak_activation_bytes",
]

/**
 * A model at another size than the native one: {model} or {reason}. Batches and training steps are measured at the
 * native size alone; elsewhere a batch takes so many times the peak of one sample.
 */
export function modelAt(document_, size) {
  const { kind, values, reason } = numbersAt(document_, size)
  if (kind === "none") return { reason }
  const floating = values.buffer_bytes_by_dtype?.float32 ?? 0
  const found = { buffer_bytes_bfloat16: values.buffer_bytes - floating / 2, ...values }
  const lacking = AT_REST_AND_PEAK.find(field => !known(found[field]))
  if (lacking) return { reason: `the closed form lacks ${lacking}: ${document_.form.missing[lacking]}` }
  const [p, q, b, b16, a] = AT_REST_AND_PEAK.map(field => found[field])
  const a16 = found.peak_activation_bytes_bfloat16 ?? null
  return { model: { p, q, b, b16, a, a16 }, how: kind === "form" ? "by closed form" : "measured" }
}

/** What the calculator says of a size that was typed, the model of the page for none. */
async function asTyped(text, model) {
  if (text.trim() === "") return { model, how: "" }
  const size = parseSize(text)
  if (size === null) return { reason: "Expected a size such as 300x400, or nothing for the native one." }
  const link = document.querySelector("details.nw-sizes a[download]")
  const document_ = await fetchJSON(link.href)
  const native = document_.native === sizeText(size)
  const found = native ? { model, how: "" } : modelAt(document_, size)
  return found.reason ? { reason: `Not available at ${sizeText(size).replace("x", "×")} px: ${found.reason}.` } : found
}

/** What the controls say: null and a reason where that is no question. */
function asked({ use, batch, dtype, precision, optimizer }, model) {
  const samples = Number(batch)
  const least = use === "training" ? 2 : 1
  if (!Number.isInteger(samples) || samples < least || samples > MOST_SAMPLES)
    return { parts: null, reason: `Expected a whole number of samples from ${least} to ${exact(MOST_SAMPLES)}.` }
  if (use === "inference")
    return { parts: inferenceParts(model, samples, dtype), reason: `The peak in ${dtype} is not known at this size.` }
  const parts = trainingParts(model, samples, optimizer, precision)
  const how = precision === "mixed" ? " in mixed precision" : ""
  return { parts, reason: `A training step was not measured${how}${known(model.t) ? "" : " at this size"}.` }
}

/** "a 1.2 MB + b 3 MB - c 1 kB": the fixed part of activations may be less than nothing. */
const spelled = parts => parts.filter(([, bytes]) => bytes !== 0).map(([name, bytes], place) => {
  const sign = bytes < 0 ? "\u2212 " : place > 0 ? "+ " : ""
  return `${sign}${name} ${rounded(Math.abs(bytes), "B")}`
}).join(" ")

/** The controls of a calculator as they stand at first. */
function calculatorControls(model) {
  const made = {
    use: select(["inference", "training"]), batch: element("input", {
      type: "number", min: 1, max: MOST_SAMPLES, step: 1, value: 32, inputmode: "numeric", autocomplete: "off",
    }),
    dtype: select(Object.keys(ITEMSIZE)), precision: select(PRECISIONS), optimizer: select(Object.keys(STATES)),
    size: textInput({ placeholder: "native" }),
  }
  made.optimizer.value = "AdamW"
  if (!known(model.t) || !known(model.tf)) {
    made.use.options[1].disabled = true
    made.use.title = "A training step was not measured"
  }
  return made
}

const LABELS = {
  use: "Memory for", batch: "Batch", dtype: "Data type", precision: "Precision", optimizer: "Optimizer", size: "Size [px]",
}

/** Which controls have something to say: of training its precision and optimizer, of inference its data type. */
function offer({ use, batch, dtype, precision, optimizer }) {
  const training = use.value === "training"
  dtype.parentElement.hidden = training
  precision.parentElement.hidden = !training
  optimizer.disabled = !training
  batch.min = training ? 2 : 1
}

/** The answer to what the controls say of a model, {parts, reason}; those that say nothing right are marked. */
function answered(fields, at) {
  const question = Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]))
  fields.size.setAttribute("aria-invalid", at.reason !== undefined)
  const found = at.reason ? { parts: null, reason: at.reason } : asked(question, at.model)
  fields.batch.setAttribute("aria-invalid", found.parts === null && !at.reason)
  return found
}

/** The sum of some parts, exact and spelled out. */
function sumInWords(parts, { how }, batch) {
  const times = how && batch > 1 ? "; activations: batch times those of one sample" : ""
  return `${exact(sum(parts))} bytes = ${spelled(parts)}${how && `, ${how}`}${times}`
}

/** Bring the answer of a calculator, {fields, at, answer, spelling, told}, up to date. */
function update({ fields, at, answer, spelling, told }) {
  offer(fields)
  const { parts, reason } = answered(fields, at)
  const total = sum(parts)
  answer.textContent = parts ? `${rounded(total, "B")} = ${binary(total)}` : reason
  told.say(answer.textContent)
  answer.title = parts ? `${exact(total)} bytes` : ""
  spelling.textContent = parts ? sumInWords(parts, at, fields.batch.value) : ""
}

/** Another size was typed: the model there, unless yet another was typed meanwhile. */
async function resize(calculator, model) {
  const { size } = calculator.fields
  const text = size.value
  try {
    const found = await asTyped(text, model)
    if (text !== size.value) return
    calculator.at = found
  } catch (error) {
    calculator.at = { reason: `The numbers could not be loaded: ${error.message}.` }
  }
  update(calculator)
}

/** Turn a form with `data-memory` into a calculator that answers at every change. */
export function mountCalculator(form) {
  const model = JSON.parse(form.dataset.memory)
  const calculator = {
    fields: calculatorControls(model), at: { model, how: "" }, told: statusLine(),
    answer: element("output", { class: "nw-memory-answer", "aria-live": "off" }), spelling: element("p", { class: "nw-note" }),
  }
  const { fields, answer, told, spelling } = calculator
  form.setAttribute("aria-label", "Memory calculator")
  answering(form).addEventListener("input", ({ target }) => (target === fields.size ? resize(calculator, model) : update(calculator)))
  const row = element("div", { class: "nwt-controls" }, ...Object.entries(LABELS).map(([key, label]) => field(label, fields[key])))
  form.replaceChildren(row, element("p", {}, answer), told.voice, spelling)
  update(calculator)
}
