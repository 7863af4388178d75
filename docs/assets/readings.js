/*
 * What a printed number may mean: every reading with the range that its digits allow.
 *
 * The twin of generator/lookup/readings.py, by the same tables, which come with the data. Throws an Error with the same words.
 */
export const EXAMPLE_BATCH = "'training 3.2 GB batch 32'"

const ESCAPES = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }
const escaped = sign => ESCAPES[sign] ?? `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`

/** A text in quotes as Python writes them. */
export function quoted(text) {
  const plain = text.replace(/[\\\u0000-\u001f\u007f-\u00a0\u00ad]/g, escaped)
  return text.includes("'") && !text.includes('"') ? `"${plain}"` : `'${plain.replaceAll("'", "\\'")}'`
}

/** One reading, or two of MB: 1,000,000 bytes and, as many tools mean, 1,048,576. */
function counts(number, what, power, cost) {
  const kind = { macs: "operations", binary: "bytes" }[what] ?? what
  const scales = [what === "binary" ? 1024 ** Math.floor(power / 3) * 10 ** (number.exponent ?? 0) : 10 ** (power + (number.exponent ?? 0))]
  if (what === "bytes" && power >= 6 && number.exponent === null) scales.push(1024 ** Math.floor(power / 3))
  const step = 2 * 10 ** number.decimals
  return scales.map(each => ({
    kind, cost, center: (2 * number.digits * each) / step, low: ((2 * number.digits - 1) * each) / step,
    high: ((2 * number.digits + 1) * each) / step, doubled: what !== "macs", batch: 1,
  }))
}

/** Whether a number is in base units: one with an exponent, or a whole one of many digits. */
const isExact = (number, rules) =>
  number.exponent !== null || (number.decimals === 0 && number.digits >= rules.exact_from)

function meanings(number, rules) {
  const { power, what } = number.unit
  const exact = isExact(number, rules)
  if (what !== null) {
    if (power !== null || what === "bytes" || what === "binary") return counts(number, what, power ?? 0, 0)
    if (exact) return counts(number, what, 0, 0)
    return rules.worded[what === "macs" ? "operations" : what].flatMap(([scale, cost]) => counts(number, what, scale, cost))
  }
  if (power !== null) return rules.prefixed[power].flatMap(([kind, cost]) => counts(number, kind, power, cost))
  if (exact) return rules.exact.flatMap(([kind, cost]) => counts(number, kind, 0, cost))
  return rules.bare.flatMap(([kind, scale, cost]) => counts(number, kind, scale, cost))
}

/** Readings of memory in use; without a batch it is that of one sample, and of training it needs one. */
function used(number, rules) {
  const { power, use } = number.unit
  const what = number.unit.what ?? "bytes"
  if (what !== "bytes" && what !== "binary") throw new Error(`expected bytes, such as 98 MB, of memory; found ${quoted(number.text)}`)
  if (use === "training" && number.batch < rules.least_batch)
    throw new Error(
      `expected a batch of at least ${rules.least_batch} beside the memory of training, such as ${EXAMPLE_BATCH}; ` +
      `found ${quoted(number.text)}`)
  const said = power !== null || number.unit.what !== null || isExact(number, rules)
  const powers = said ? [[power ?? 0, 0]] : rules.used_powers
  return rules.used[use].filter(([kind]) => kind !== "training" || number.batch >= rules.least_batch).flatMap(([kind, cost]) =>
    powers.flatMap(([each, more]) => counts(number, what, each, cost + more)
      .map(one => ({ ...one, kind, batch: kind === "bytes" ? 1 : Math.max(number.batch, 1) }))))
}

/** All that a number may mean, but for a size. */
export const readings = (number, rules) => (number.unit.use === null ? meanings(number, rules) : used(number, rules))
