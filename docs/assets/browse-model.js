/*
 * The browse table without its page: its rows, and which of them a state lets through in which order.
 *
 * Pure functions over plain arrays; 1,492 rows are filtered and sorted in a few milliseconds, so nothing is indexed. Other pages
 * find columns and state here too.
 */
import { BY_KEY } from "./browse-columns.js"
import { batches, endsOf } from "./browse-state.js"
import { inferenceBytes, trainingBytes } from "./memory.js"
import { macsIn } from "./preferences.js"
import { NBSP, exact, parseNumber } from "./units.js"

export { COLUMNS, bytesText, cell, offered, shownColumns, valueOf } from "./browse-columns.js"
export { MOST_PICKED, batches, choicesOf, endsOf, fromQuery, initial, listed, toCitedQuery, toQuery } from "./browse-state.js"

const FIELDS = ["parameters", "macs", "activations", "feature_bytes", "buffers", "batch_norm_parameters"]
const collator = new Intl.Collator("en", { numeric: true })

/** Rows without numbers from assets/browse/index.json. `order` is the place in natural order of the names. */
export function rowsOf(index) {
  const rows = index.name.map((name, place) => {
    const [zoo, task, family, native] = ["zoo", "task", "family", "native"].map(
      key => index[key].names[index[key].rows[place]])
    const path = index.paths[place] ?? `${zoo}/${name}`
    const source = index.accuracy?.[zoo] ?? zoo
    return { key: `${zoo}/${name}`, place, name, lower: name.toLowerCase(), zoo, task, family, native, path, top1_source: source }
  })
  const ordered = [...rows].sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.zoo, b.zoo))
  ordered.forEach((row, order) => { row.order = order })
  return rows
}

/** Put the numbers of one size into the rows; null where the size was refused. */
export function fill(rows, numbers, px) {
  for (const row of rows) {
    for (const field of FIELDS) row[field] = numbers[field][row.place]
    row.size = px === "native" ? row.native : px
    const [height, width] = row.size.split("x").map(Number)
    row.pixels = height * (width || height)
    row.memory = memoryOf(numbers.memory, row)
    ;[row.top1, row.top1_weights] = numbers.top1[row.place] ?? [null, null]
    row.batch_norm = row.parameters ? row.batch_norm_parameters / row.parameters : row.parameters
  }
}

/** What memory.js computes from, of one row; `bound` where only what is saved for backward is known of training. */
function memoryOf(memory, { place, parameters }) {
  if (parameters === null) return null
  const of = name => memory[name][place]
  const [s, f, t, tf] = [of("peak") - of("peak_less"), of("peak_fixed"), of("training"), of("training_fixed")]
  return {
    p: parameters, q: parameters - of("frozen"), b: of("buffer_bytes"), a: of("peak"), s, f, t, tf,
    s2: s - of("peak_small_less"), f2: f + of("peak_small_more"),
    t2: t - of("training_small_less"), tf2: tf + of("training_small_more"),
    bound: of("training_bound") === 1,
  }
}

/** Put the memory at a state's batches into the rows; null where it was not measured. */
export function weigh(rows, state) {
  const { inference, training } = batches(state)
  for (const row of rows) {
    row.inference = row.memory && inferenceBytes(row.memory, inference)
    row.training = row.memory && trainingBytes(row.memory, training)
  }
}

const POWERS = { "": [1e9, 2 ** 30], k: [1e3, 2 ** 10], m: [1e6, 2 ** 20], g: [1e9, 2 ** 30], t: [1e12, 2 ** 40] }

/** Bytes of "8", "7.5 GB", "24 GiB" or "500 MB"; a bare number is GB. Null for nothing, NaN for what is no size. */
export function memoryLimit(text) {
  const plain = text.replace(/[\s,_]/g, "").toLowerCase()
  if (plain === "") return null
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:([kmgt]?)(i?)b?)$/.exec(plain)
  return match ? Math.round(Number(match[1]) * POWERS[match[2]][match[3] ? 1 : 0]) : NaN
}

/** A test for names: words that must occur, in any order; "*" and "?" make a word a glob over the whole name. */
export function matcher(text) {
  const tests = text.toLowerCase().split(/\s+/).filter(Boolean).map(word => {
    if (!/[*?]/.test(word)) return name => name.includes(word)
    const source = word.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")
    const pattern = new RegExp(`^${source}$`)
    return name => pattern.test(name)
  })
  return name => tests.every(test => test(name))
}

/** "1G..5G", "..30M", "5G..": {min, max}, null where open, NaN where it is no number. One number is an upper bound. */
export function range(text) {
  const [low, high] = endsOf(text)
  return { min: parseNumber(low), max: parseNumber(high) }
}

const inside = ({ min, max }) => value =>
  (min === null && max === null) || (value !== null && !(value < min) && (max === null || !(value > max)))

/** "20..60": bounds in percent; a bare number is an upper bound. */
export function percentRange(text) {
  const [low, high] = endsOf(text)
  const read = side => parsePercent(side.replace(/[\s%]/g, ""))
  return { min: read(low), max: read(high) }
}

const parsePercent = plain => {
  if (plain === "") return null
  return /^(\d+(?:\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) / 100 : NaN
}

/* What is bounded in percent, as parts of one. */
const SHARES = { batch_norm: row => row.batch_norm, top1: row => (row.top1 === null ? null : row.top1 / 100) }

/** The rows that a state lets through; bounds of MACs are in the state's unit. */
export function filtered(rows, state) {
  const named = matcher(state.name)
  const factor = state.unit === "flops" ? 2 : 1
  const fits = inside({ min: null, max: memoryLimit(state.fits) })
  const macs = inside(range(state.macs))
  const bounds = ["parameters", "activations", "buffers"].filter(key => state[key])
    .map(key => [key, inside(range(state[key]))])
  for (const key of Object.keys(SHARES)) if (state[key]) bounds.push([key, inside(percentRange(state[key]))])
  return rows.filter(row =>
    (!state.zoo || row.zoo === state.zoo) && (!state.task || row.task === state.task) &&
    (!state.family || row.family === state.family) && named(row.lower) &&
    bounds.every(([key, within]) => within(SHARES[key] ? SHARES[key](row) : row[key])) && fits(row[state.use]) &&
    macs(row.macs === null ? null : factor * row.macs))
}

const comparable = { name: "order", size: "pixels" }

/** A sorted copy: by the state's keys, then by name. Rows without a number come last in both directions. */
export function sorted(rows, keys) {
  const comparisons = keys.map(({ key, direction }) => {
    const field = comparable[key] ?? key
    const sign = direction === "ascending" ? 1 : -1
    if (BY_KEY.get(key).text && key !== "name") return (a, b) => sign * collator.compare(a[field], b[field])
    return (a, b) => {
      if (a[field] === null || b[field] === null) return (a[field] === null) - (b[field] === null)
      return sign * (a[field] - b[field])
    }
  })
  return [...rows].sort((a, b) => {
    for (const compare of comparisons) {
      const result = compare(a, b)
      if (result !== 0) return result
    }
    return a.order - b.order
  })
}

/** The sort keys after a click: numbers start with the largest, another click turns, Shift keeps the other keys. */
export function clicked(keys, key, additional) {
  const first = BY_KEY.get(key).text ? "ascending" : "descending"
  const turned = { ascending: "descending", descending: "ascending" }
  const now = keys.find(one => one.key === key)
  const next = { key, direction: now && (additional || keys[0] === now) ? turned[now.direction] : first }
  if (!additional) return [next]
  return now ? keys.map(one => (one === now ? next : one)) : [...keys, next]
}

/** The name of a column in a state's units. */
export function heading({ key, label }, state) {
  if (key === "macs") return macsIn(state)
  const samples = batches(state)[key]
  return samples === undefined ? label : `${label}${NBSP}×${exact(samples)}`
}
