/*
 * Rounding in the browser: the same laws and the same texts as generator/render/units.py, held together by a test.
 *
 * "0" is printed for zero only, "100 %" for all only; a number is rounded half up once, from the exact integer.
 */

const NBSP = "\u00a0"
const DASH = "\u2013"
const PREFIXES = [[3, "k"], [6, "M"], [9, "G"], [12, "T"], [15, "P"]]
const grouping = new Intl.NumberFormat("en-US")

/** 25557032 is "25,557,032". */
export const exact = value => grouping.format(value)

/* Integers only: 2 * value stays below 2^53 for everything that a model can count. */
const halfUp = (numerator, denominator) => {
  const [top, bottom] = [2 * numerator + denominator, 2 * denominator]
  return (top - (top % bottom)) / bottom
}

const decimal = (steps, decimals) => {
  if (decimals === 0) return exact(steps)
  const scale = 10 ** decimals
  const rest = steps % scale
  return `${exact((steps - rest) / scale)}.${String(rest).padStart(decimals, "0")}`
}

/** Exact below 10,000, else four significant digits and an SI prefix: "25.56 M", with unit "B" "25.56 MB". */
export function rounded(value, unit = "") {
  if (value < 10_000) return exact(value) + (unit && NBSP + unit)
  for (const [exponent, prefix] of PREFIXES)
    for (const decimals of [3, 2, 1]) {
      const steps = halfUp(value, 10 ** (exponent - decimals))
      if (steps < 10_000) return `${decimal(steps, decimals)}${NBSP}${prefix}${unit}`
    }
  return `${value.toExponential(3)}${NBSP}${unit}`.trimEnd()
}

/** Percent with one decimal. */
export function share(part, whole) {
  if (whole === 0) return DASH
  if (part === 0) return `0${NBSP}%`
  if (part === whole) return `100${NBSP}%`
  const permille = halfUp(1000 * part, whole)
  if (permille === 0) return `<0.1${NBSP}%`
  if (permille === 1000) return `>99.9${NBSP}%`
  return `${decimal(permille, 1)}${NBSP}%`
}

/* As people write them: 5G, 30 M, 1.5e9, 4,089,184,256. B is a billion, as in "a 7B model". */
const FACTORS = { "": 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9, t: 1e12, p: 1e15 }

/** The number a person typed, null for nothing, NaN for what is no number. */
export function parseNumber(text) {
  const plain = text.replace(/[\s,_\u00a0]/g, "").toLowerCase()
  if (plain === "") return null
  const match = /^(\d+(?:\.\d*)?(?:e\d+)?|\.\d+)([kmgbtp]?)$/.exec(plain)
  return match ? Math.round(Number(match[1]) * FACTORS[match[2]]) : NaN
}

export { DASH, NBSP }
