/*
 * What a paper prints, taken apart: "4.1 GFLOPs, 25.6 M, 224" -> three claims, each with all that it may mean.
 *
 * The twin of generator/lookup/claims.py, by the same tables, which come with the data. Throws an Error with the same words.
 */
const NUMBER = "(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\\.[0-9]+)?|\\.[0-9]+"
const TOKEN = new RegExp(
  `(?<power>(?<mantissa>${NUMBER})(?:e\\+?(?<e>[0-9]{1,2})(?![A-Za-z0-9])|\\s*[x×*]\\s*10\\s*\\^\\s*(?<ten>[0-9]{1,2})))` +
  "|(?<sides>[0-9]+(?:\\s*[x×]\\s*[0-9]+){1,3})" +
  "|(?<square>[0-9]+)\\s*(?:²|\\^2)" +
  `|(?<number>${NUMBER})` +
  "|(?<word>#?[A-Za-z]+(?:-[A-Za-z]+)*\\.?)" +
  "|(?<place>@)|(?<separator>[,;/|&+\\n])|(?<nothing>[\\s:=()\\[\\]~≈]+)", "iy")
const KINDS = ["power", "sides", "square", "number", "word", "place", "separator", "nothing"]
const NUMBERS = ["power", "sides", "square", "number"]
const EXAMPLE = "'4.1 GFLOPs, 25.6 M, 224'"
const [MOST_CLAIMS, MOST_DIGITS] = [8, 15]
const NO_UNIT = { power: null, what: null }

/** A text in quotes as Python writes them. */
const quoted = text => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`)

/** Both units together, null where they say the same thing twice. */
function merged(one, other) {
  if ((one.power !== null && other.power !== null) || (one.what && other.what)) return null
  return { power: one.power ?? other.power, what: one.what ?? other.what }
}

/** "GFLOPs" is 9 and operations, "M" is 6, "params" is parameters; null for no unit. */
function unitOf(word, { prefixes, quantities }) {
  const plain = word.toLowerCase().replace(/^[#.]+|[#.]+$/g, "")
  if (Object.hasOwn(prefixes, plain)) return { power: prefixes[plain], what: null }
  if (Object.hasOwn(quantities, plain)) return { power: null, what: quantities[plain] }
  const rest = plain.slice(1).replace(/^-+/, "")
  if (Object.hasOwn(prefixes, plain[0]) && Object.hasOwn(quantities, rest))
    return { power: prefixes[plain[0]], what: quantities[rest] }
  return null
}

/** Tokens with what they are; what says nothing is left out, and "at" is what "@" is. */
function tokens(text, { fillers, places }) {
  const found = []
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
      found.push({ kind, text: match[0], groups: match.groups, spaced: before !== before.trimEnd() })
  }
  return found
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

/** Numbers with the units that stand behind them or, as a label, before them. */
function numbers(text, rules) {
  const found = []
  let [current, label, said, placed] = [null, NO_UNIT, "", false]
  const flush = () => {
    if (current) found.push(current)
    current = null
  }
  for (const token of tokens(text, rules)) {
    if (token.kind === "word") {
      const unit = unitOf(token.text, rules)
      if (unit === null) throw new Error(`expected a unit such as G, M, GMACs, params, MB or px; found ${quoted(token.text)}`)
      const both = current && merged(current.unit, unit)
      if (both) {
        current = { ...current, unit: both, text: `${current.text}${token.spaced ? " " : ""}${token.text}` }
        continue
      }
      ;[label, said] = [merged(label, unit) ?? unit, token.text]
    }
    flush()
    placed ||= token.kind === "place"
    if (NUMBERS.includes(token.kind)) {
      current = { ...numberOf(token), unit: label, placed }
      ;[label, said, placed] = [NO_UNIT, "", false]
    }
  }
  flush()
  if (said) throw new Error(`expected a number beside ${quoted(said)}; found none`)
  return found
}

/** One reading, or two of MB: 1,000,000 bytes and, as many tools mean, 1,048,576. */
function counts(number, what, power, cost) {
  const kind = { macs: "operations", binary: "bytes" }[what] ?? what
  const scales = [what === "binary" ? 1024 ** Math.floor(power / 3) : 10 ** (power + (number.exponent ?? 0))]
  if (what === "bytes" && power >= 6 && number.exponent === null) scales.push(1024 ** Math.floor(power / 3))
  const step = 2 * 10 ** number.decimals
  return scales.map(each => ({
    kind, cost, center: (2 * number.digits * each) / step, low: ((2 * number.digits - 1) * each) / step,
    high: ((2 * number.digits + 1) * each) / step, doubled: what !== "macs",
  }))
}

function meanings(number, rules) {
  const { power, what } = number.unit
  const exact = number.exponent !== null || (number.decimals === 0 && number.digits >= rules.exact_from)
  if (what !== null) {
    if (power !== null || what === "bytes" || what === "binary") return counts(number, what, power ?? 0, 0)
    if (exact) return counts(number, what, 0, 0)
    return rules.worded[what === "macs" ? "operations" : what].flatMap(([scale, cost]) => counts(number, what, scale, cost))
  }
  if (power !== null) return rules.prefixed[power].flatMap(([kind, cost]) => counts(number, kind, power, cost))
  if (exact) return rules.exact.flatMap(([kind, cost]) => counts(number, kind, 0, cost))
  return rules.bare.flatMap(([kind, scale, cost]) => counts(number, kind, scale, cost))
}

/** All readings of one number, the likeliest first. */
function claim(number, rules) {
  const whole = number.decimals === 0 && number.exponent === null
  const bare = number.unit.power === null && number.unit.what === null && whole
  if (number.px || number.unit.what === "size" || (number.placed && bare)) {
    if (!number.px && !(whole && number.unit.power === null))
      throw new Error(`expected a size in whole pixels; found ${quoted(number.text)}`)
    return { text: number.text, readings: [{ kind: "size", cost: 0, px: number.px ?? [number.digits, number.digits] }] }
  }
  let readings = meanings(number, rules)
  const [least, most] = rules.sizes_px
  if (bare && least <= number.digits && number.digits <= most) {
    readings = readings.map(one => ({ ...one, cost: one.cost + rules.size_first }))
    readings.push({ kind: "size", cost: 0, px: [number.digits, number.digits] })
  }
  return { text: number.text, readings: readings.sort((a, b) => a.cost - b.cost) }
}

/** The claims of a text, in its order. */
export function parse(text, rules) {
  const claims = numbers(text, rules).map(number => claim(number, rules))
  if (claims.length === 0) throw new Error(`expected numbers such as ${EXAMPLE}; found ${quoted(text.trim())}`)
  if (claims.length > MOST_CLAIMS) throw new Error(`expected up to ${MOST_CLAIMS} numbers; found ${claims.length}`)
  if (claims.every(one => one.readings.every(({ kind }) => kind === "size")))
    throw new Error(
      `a size alone fits every architecture; expected a count beside it, such as ${EXAMPLE}; found ${quoted(text.trim())}`)
  return claims
}
