/*
 * What a paper prints, taken apart: "4.1 GFLOPs, 25.6 M, 224" -> three claims, each with all that it may mean.
 *
 * The twin of generator/lookup/claims.py, by the same tables, which come with the data. Throws an Error with the same words.
 */
import { EXAMPLE_BATCH, quoted, readings as readingsOf } from "./readings.js"

const NUMBER = "(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\\.[0-9]+)?|\\.[0-9]+"
const TOKEN = new RegExp(
  `(?<power>(?<mantissa>${NUMBER})(?:e\\+?(?<e>[0-9]{1,2})(?![0-9])|\\s*[x×*]\\s*10\\s*\\^\\s*(?<ten>[0-9]{1,2})))` +
  "|(?<sides>[0-9]+(?:\\s*[x×]\\s*[0-9]+){1,3})" +
  "|(?<square>[0-9]+)\\s*(?:²|\\^2)" +
  `|(?<number>${NUMBER})` +
  "|(?<word>#?[A-Za-z]+(?:-[A-Za-z]+)*\\.?)" +
  "|(?<place>@)|(?<separator>[,;/|&+\\n])|(?<nothing>[\\s:=()\\[\\]~≈]+)", "iy")
const KINDS = ["power", "sides", "square", "number", "word", "place", "separator", "nothing"]
const NUMBERS = ["power", "sides", "square", "number"]
const EXAMPLE = "'4.1 GFLOPs, 25.6 M, 224'"
const [MOST_CLAIMS, MOST_DIGITS] = [8, 15]
const NO_UNIT = { power: null, what: null, use: null }

const isNone = ({ power, what, use }) => power === null && what === null && use === null
const isBatch = ({ use }) => use === "batch"

/** Both units together, null where they say the same thing twice; of memory and a batch that is so for "size" and "memory". */
function merged(one, other) {
  if (isBatch(one) && other.what === "size" && other.power === null && other.use === null) return one
  if ((one.power !== null && other.power !== null) || (one.what && other.what)) return null
  let uses = [...new Set([one.use, other.use])].filter(Boolean)
  if (uses.length > 1) uses = uses.filter(use => use !== "memory")
  if (uses.length > 1 || (uses.includes("batch") && (one.what || other.what))) return null
  return { power: one.power ?? other.power, what: one.what ?? other.what, use: uses[0] ?? null }
}

/** A unit with a word behind it; what bytes are used for stands behind bytes alone, else it begins the next number. */
function behind(unit, word) {
  if (word.use && (isBatch(word) || (unit.what !== "bytes" && unit.what !== "binary"))) return null
  return isBatch(unit) ? null : merged(unit, word)
}

/** "GFLOPs" is 9 and operations, "M" is 6, "params" is parameters; null for no unit. */
function unitOf(word, { prefixes, quantities, uses }) {
  const plain = word.toLowerCase().replace(/^[#.]+|[#.]+$/g, "")
  if (Object.hasOwn(prefixes, plain)) return { ...NO_UNIT, power: prefixes[plain] }
  if (Object.hasOwn(quantities, plain)) return { ...NO_UNIT, what: quantities[plain] }
  if (Object.hasOwn(uses, plain)) return { ...NO_UNIT, use: uses[plain] }
  const rest = plain.slice(1).replace(/^-+/, "")
  if (Object.hasOwn(prefixes, plain[0]) && Object.hasOwn(quantities, rest))
    return { power: prefixes[plain[0]], what: quantities[rest], use: null }
  return null
}

/** Tokens with what they are, one at a time: what is wrong first is told; what says nothing is left out, and "at" is what "@" is. */
function* tokens(text, { fillers, places }) {
  for (let place = 0; place < text.length; ) {
    TOKEN.lastIndex = place
    const match = TOKEN.exec(text)
    if (match === null) throw new Error(`expected numbers such as ${EXAMPLE}; found ${quoted(text.slice(place).trim().split(/\s/)[0])}`)
    const before = text.slice(0, place)
    place = TOKEN.lastIndex
    const plain = match[0].toLowerCase()
    let kind = KINDS.find(name => match.groups[name] !== undefined)
    if (kind === "word" && places.includes(plain)) kind = "place"
    if (kind !== "nothing" && !fillers.includes(plain))
      yield { kind, text: match[0], groups: match.groups, spaced: before !== before.trimEnd() }
  }
}

/** The number of a token: digits, decimals and exponent, or the two sides of a size. */
function numberOf({ kind, text, groups }) {
  if (kind === "sides" || kind === "square") {
    const sides = (groups.sides ?? groups.square).match(/[0-9]+/g).map(Number)
    return { text, digits: 0, decimals: 0, exponent: null, px: sides.length > 1 ? sides.slice(-2) : [sides[0], sides[0]] }
  }
  const [whole, part = ""] = (groups.mantissa ?? groups.number).replaceAll(",", "").split(".")
  const digits = (whole + part).replace(/^0+/, "")
  if (digits === "" || digits.length > MOST_DIGITS)
    throw new Error(`expected a number above zero of at most ${MOST_DIGITS} digits; found ${quoted(text.trim())}`)
  const raised = groups.e ?? groups.ten
  return { text, digits: Number(digits), decimals: part.length, exponent: raised === undefined ? null : Number(raised), px: null }
}

/** Numbers with the units that stand behind them or, as a label, before them; a label waits for a batch to be read. */
function numbers(text, rules) {
  const found = []
  let [current, label, waiting, said, placed] = [null, NO_UNIT, NO_UNIT, "", false]
  const flush = () => {
    if (current) found.push(current)
    current = null
  }
  for (const token of tokens(text, rules)) {
    if (token.kind === "word") {
      const unit = unitOf(token.text, rules)
      if (unit === null) throw new Error(`expected a unit such as G, M, GMACs, params, MB or px; found ${quoted(token.text)}`)
      const both = current && behind(current.unit, unit)
      if (both) {
        current = { ...current, unit: both, text: `${current.text}${token.spaced ? " " : ""}${token.text}` }
        continue
      }
      if (isBatch(unit) && !isBatch(label)) [waiting, label] = [label, NO_UNIT]
      ;[label, said] = [merged(label, unit) ?? unit, token.text]
    }
    flush()
    placed ||= token.kind === "place"
    if (NUMBERS.includes(token.kind)) {
      current = { ...numberOf(token), unit: label, placed, batch: 0 }
      ;[label, waiting] = isBatch(label) ? [waiting, NO_UNIT] : [NO_UNIT, waiting]
      ;[said, placed] = [isNone(label) ? "" : said, false]
    }
  }
  flush()
  if (said) throw new Error(`expected a number beside ${quoted(said)}; found none`)
  return found
}

function samples({ decimals, exponent, px, unit, text, digits }) {
  if (decimals || exponent !== null || px || unit.power !== null)
    throw new Error(`expected a batch in whole samples; found ${quoted(text)}`)
  return digits
}

/** The numbers without batches; a claim of memory has the batch that stands before it, else the one behind it. */
function batched(found) {
  const kept = []
  let before = 0
  for (let place = 0; place < found.length; place++) {
    let number = found[place]
    if (isBatch(number.unit)) {
      before = samples(number)
      continue
    }
    if (number.unit.use) {
      if (!before && place + 1 < found.length && isBatch(found[place + 1].unit)) before = samples(found[++place])
      if (before) number = { ...number, batch: before, text: `${number.text} at batch ${before}` }
      before = 0
    }
    kept.push(number)
  }
  if (before) throw new Error(`expected memory beside batch ${before}, such as ${EXAMPLE_BATCH}; found none`)
  return kept
}

/** All readings of one number, the likeliest first. */
function claim(number, rules) {
  const whole = number.decimals === 0 && number.exponent === null
  const bare = isNone(number.unit) && whole
  if (number.px || number.unit.what === "size" || (number.placed && bare)) {
    if (!number.px && !(whole && number.unit.power === null))
      throw new Error(`expected a size in whole pixels; found ${quoted(number.text)}`)
    return { text: number.text, readings: [{ kind: "size", cost: 0, px: number.px ?? [number.digits, number.digits] }] }
  }
  let readings = readingsOf(number, rules)
  const [least, most] = rules.sizes_px
  if (bare && least <= number.digits && number.digits <= most) {
    readings = readings.map(one => ({ ...one, cost: one.cost + rules.size_first }))
    readings.push({ kind: "size", cost: 0, px: [number.digits, number.digits] })
  }
  return { text: number.text, readings: readings.sort((a, b) => a.cost - b.cost) }
}

/** The claims of a text, in its order. */
export function parse(text, rules) {
  const claims = batched(numbers(text, rules)).map(number => claim(number, rules))
  if (claims.length === 0) throw new Error(`expected numbers such as ${EXAMPLE}; found ${quoted(text.trim())}`)
  if (claims.length > MOST_CLAIMS) throw new Error(`expected up to ${MOST_CLAIMS} numbers; found ${claims.length}`)
  if (claims.every(one => one.readings.every(({ kind }) => kind === "size")))
    throw new Error(
      `a size alone fits every architecture; expected a count beside it, such as ${EXAMPLE}; found ${quoted(text.trim())}`)
  return claims
}
