/*
 * The browse table without its page: columns, filters, order, and the state that stands in the address.
 *
 * Pure functions over plain arrays; 1,492 rows are filtered and sorted in a few milliseconds, so nothing is indexed.
 */
import { inferenceBytes, trainingBytes } from "./memory.js"
import { DASH, NBSP, exact, parseNumber, rounded, share } from "./units.js"

const count = value => rounded(value)
const bytes = value => rounded(value, "B")

/* key: name of the column in the address and the data; `title`: what hovering shows. */
export const COLUMNS = [
  { key: "name", label: "Architecture", text: true },
  { key: "zoo", label: "Zoo", text: true },
  { key: "task", label: "Task", text: true },
  { key: "family", label: "Family", text: true },
  { key: "size", label: "Size", show: (_, row) => row.size },
  { key: "parameters", label: "Parameters", show: count },
  { key: "macs", label: "MACs", show: count },
  { key: "activations", label: "Activations", show: count },
  { key: "inference", label: "Inference", show: bytes },
  { key: "training", label: "Training", show: bytes },
  { key: "feature_bytes", label: "Features", show: bytes },
  { key: "buffers", label: "Buffers", show: count },
  { key: "batch_norm", label: "BatchNorm", show: (_, row) => share(row.batch_norm_parameters, row.parameters) },
]

const BY_KEY = new Map(COLUMNS.map(column => [column.key, column]))
const FIELDS = ["parameters", "macs", "activations", "feature_bytes", "buffers", "batch_norm_parameters"]
/* Samples of a forward, and of a step with AdamW in float32, where the address says nothing. */
const BATCH = { inference: 1, training: 32 }
const collator = new Intl.Collator("en", { numeric: true })

/** What is shown when the address says nothing. Sort keys: {key, direction}, the first decides. */
export const initial = () => ({
  name: "", zoo: "", task: "", family: "", px: "native", unit: "macs",
  parameters: "", macs: "", fits: "", use: "inference", batch: "", sort: [{ key: "name", direction: "ascending" }],
})

/** Rows without numbers from assets/browse/index.json. `order` is the place in natural order of the names. */
export function rowsOf(index) {
  const rows = index.name.map((name, place) => {
    const [zoo, task, family, native] = ["zoo", "task", "family", "native"].map(
      key => index[key].names[index[key].rows[place]])
    const path = index.paths[place] ?? `${zoo}/${name}`
    return { place, name, lower: name.toLowerCase(), zoo, task, family, native, path }
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

/** Samples of inference and of training in a state: the batch is that of the chosen use. */
export function batches({ use, batch }) {
  const samples = parseNumber(batch)
  const chosen = Number.isInteger(samples) && samples >= (use === "training" ? 2 : 1) ? { [use]: samples } : {}
  return { ...BATCH, ...chosen }
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
  return match ? Math.floor(Number(match[1]) * POWERS[match[2]][match[3] ? 1 : 0]) : NaN
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
  const [low, high] = text.includes("..") ? text.split("..", 2) : ["", text]
  return { min: parseNumber(low), max: parseNumber(high) }
}

const inside = ({ min, max }) => value =>
  (min === null && max === null) || (value !== null && !(value < min) && (max === null || !(value > max)))

/** The rows that a state lets through; bounds of MACs are in the state's unit. */
export function filtered(rows, state) {
  const named = matcher(state.name)
  const factor = state.unit === "flops" ? 2 : 1
  const parameters = inside(range(state.parameters))
  const macs = inside(range(state.macs))
  const fits = inside({ min: null, max: memoryLimit(state.fits) })
  return rows.filter(row =>
    (!state.zoo || row.zoo === state.zoo) && (!state.task || row.task === state.task) &&
    (!state.family || row.family === state.family) && named(row.lower) &&
    parameters(row.parameters) && fits(row[state.use]) && macs(row.macs === null ? null : factor * row.macs))
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

/** Text and exact title of a cell. */
export function cell(row, column, unit) {
  if (column.text) return { text: row[column.key], title: "" }
  if (column.key === "size") return { text: row.size, title: "" }
  const value = row[column.key]
  if (value === null) {
    const why = row.parameters === null ? "refused" : "training not measured"
    return { text: DASH, title: `${why} at ${row.size} px` }
  }
  if (column.key === "training" && row.memory.bound)
    return {
      text: `\u2265${NBSP}${bytes(value)}`,
      title: `at least ${exact(value)}: what is kept for the backward, since the peak is not measured at ${row.size} px`,
    }
  if (column.key === "batch_norm")
    return { text: column.show(value, row), title: `${exact(row.batch_norm_parameters)} of ${exact(row.parameters)}` }
  const shown = column.key === "macs" && unit === "flops" ? 2 * value : value
  return { text: column.show(shown, row), title: exact(shown) }
}

/** The name of a column in a state's units. */
export function heading({ key, label }, state) {
  if (key === "macs" && state.unit === "flops") return "FLOPs"
  return key in BATCH ? `${label}${NBSP}×${exact(batches(state)[key])}` : label
}

/** The state as the query of an address; what is as at the start is left out. */
export function toQuery(state) {
  const start = initial()
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(state))
    if (key !== "sort" && value !== start[key]) query.set(key, value)
  const sort = keys => keys.map(({ key, direction }) => (direction === "descending" ? "-" : "") + key).join(",")
  if (sort(state.sort) !== sort(start.sort)) query.set("sort", sort(state.sort))
  return query.toString().replaceAll("%2C", ",")
}

/** The state that a query describes; what it says wrongly is as at the start. `choices`: allowed values by key. */
export function fromQuery(text, choices) {
  const query = new URLSearchParams(text)
  const state = initial()
  for (const key of Object.keys(state)) {
    if (key === "sort" || !query.has(key)) continue
    const allowed = choices[key]
    if (!allowed || allowed.includes(query.get(key))) state[key] = query.get(key)
  }
  const keys = (query.get("sort") ?? "").split(",").filter(Boolean).map(part => ({
    key: part.replace(/^-/, ""), direction: part.startsWith("-") ? "descending" : "ascending",
  })).filter(({ key }) => BY_KEY.has(key))
  if (keys.length > 0) state.sort = keys
  return state
}
