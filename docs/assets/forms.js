/*
 * Closed forms in the browser: the same arithmetic as generator/records/forms.py and the same text as
 * generator/render/formula.py, held together by a test. Whole numbers of any length: BigInt.
 *
 * A form is `form` of an architecture's JSON (generator/render/api.py): atom 0 is the height and atom 1 the width, in
 * steps (where all sizes are square, 0 is both); `wholes` are [terms, divisor], a term [factor, atom, …]; a field is a
 * row of factors of `monomials`, or several, of which it is the largest, or one number.
 */
import { exact } from "./units.js"

const POWERS = ["", "", "²", "³", "⁴"]

/** Height and width [px] of "224" or "300x400"; null for what is no size. */
export function parseSize(text) {
  const match = /^\s*([1-9]\d{0,4})(?:\s*[x×]\s*([1-9]\d{0,4}))?\s*(?:px)?\s*$/i.exec(text)
  return match ? [Number(match[1]), Number(match[2] ?? match[1])] : null
}

export const sizeText = ([height, width]) => (height === width ? String(height) : `${height}x${width}`)

/** Why a size lies outside the domain of a form, as the end of a sentence; empty where it lies inside. */
export function objection({ step, square, least_px, most_px }, [height, width]) {
  if (square && height !== width) return "the form holds for square sizes"
  if (height % step !== 0 || width % step !== 0) return `the form holds for multiples of ${step} px`
  if (Math.min(height, width) < least_px || Math.max(height, width) > most_px)
    return `the form holds from ${least_px} to ${most_px} px a side`
  return ""
}

const floorDivided = (value, divisor) => {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}

const product = (atoms, places) => places.reduce((total, place) => total * atoms[place], 1n)

/** Every field of a form at a size of its domain, as Number: all lie below 2^53. */
export function evaluate(form, [height, width]) {
  const atoms = (form.square ? [height] : [height, width]).map(side => BigInt(side / form.step))
  for (const [terms, divisor] of form.wholes) {
    const inside = terms.reduce((total, [factor, ...places]) => total + BigInt(factor) * product(atoms, places), 0n)
    atoms.push(floorDivided(inside, BigInt(divisor)))
  }
  const values = form.monomials.map(places => product(atoms, places))
  const sum = row => row.reduce((total, factor, place) => total + BigInt(factor) * values[place], 0n)
  const largest = rows => rows.map(sum).reduce((most, value) => (value > most ? value : most))
  return Object.fromEntries(Object.entries(form.fields).map(
    ([name, rows]) => [name, Array.isArray(rows) ? Number(largest(rows)) : rows]))
}

const written = (names, places) => [...new Set(places)].map(place => {
  const power = places.filter(one => one === place).length
  return names[place] + POWERS[power]
}).join("·")

/** Terms [factor, product] that are not zero, the constant last; a factor of one is left out before a product. */
function spelled(terms) {
  const there = terms.filter(([factor]) => factor !== 0)
  const ordered = [...there.filter(([, text]) => text), ...there.filter(([, text]) => !text)]
  const parts = ordered.map(([factor, text], place) => {
    const sign = place > 0 ? (factor < 0 ? " − " : " + ") : factor < 0 ? "−" : ""
    const size = text && Math.abs(factor) === 1 ? "" : exact(Math.abs(factor)) + (text ? "·" : "")
    return sign + size + text
  })
  return parts.join("") || "0"
}

/** ⌊H/2⌋, ⌈H/2⌉, ⌊(H + 5)/8⌋; steps are multiplied out. */
function wholeText([terms, divisor], letters, names, step) {
  const constant = terms.filter(term => term.length === 1).reduce((total, [factor]) => total + factor, 0)
  const others = terms.filter(term => term.length > 1)
  const [factor, atom] = others[0]
  if (others.length === 1 && others[0].length === 2 && factor === 1 && atom < letters.length) {
    const whole = divisor * step
    if (constant === divisor - 1) return `⌈${letters[atom]}/${whole}⌉`
    return constant ? `⌊(${letters[atom]} + ${constant * step})/${whole}⌋` : `⌊${letters[atom]}/${whole}⌋`
  }
  return `⌊(${spelled(terms.map(([times, ...places]) => [times, written(names, places)]))})/${divisor}⌋`
}

/** A field as a person reads it: "9,408·⌈H/2⌉·⌈W/2⌉ + 2,048,000". */
export function formula(form, field) {
  const letters = form.square ? ["H"] : ["H", "W"]
  const names = letters.map(letter => (form.step === 1 ? letter : `(${letter}/${form.step})`))
  for (const whole of form.wholes) names.push(wholeText(whole, letters, names, form.step))
  const products = form.monomials.map(places => written(names, places))
  const rows = form.fields[field]
  if (!Array.isArray(rows)) return spelled([[rows, ""]])
  const texts = rows.map(row => spelled(row.map((factor, place) => [factor, products[place]])))
  return texts.length === 1 ? texts[0] : `max(${texts.join(", ")})`
}

/** "sizes in multiples of 32 px from 96 to 1024 px a side" */
export function domainText({ step, square, least_px, most_px }) {
  const of = step > 1 ? ` in multiples of ${step} px` : ""
  return `${square ? "squares" : "sizes"}${of} from ${least_px} to ${most_px} px a side`
}

/**
 * What is known of an architecture at a size: {kind: "measured" or "form", values}, or {kind: "none", reason}.
 * `document_` is the architecture's JSON.
 */
export function numbersAt({ measurements, refusals, form }, size) {
  const text = sizeText(size)
  const measured = measurements.find(one => one.size === text)
  if (measured) return { kind: "measured", values: measured }
  const refused = refusals.find(one => one.size === text)
  if (refused) return { kind: "none", reason: `this size is refused: ${refused.message}` }
  if (!form) return { kind: "none", reason: "no closed form was looked for" }
  if (form.reason) return { kind: "none", reason: `there is no closed form: ${form.reason}` }
  const outside = objection(form, size)
  return outside ? { kind: "none", reason: outside } : { kind: "form", values: evaluate(form, size) }
}
