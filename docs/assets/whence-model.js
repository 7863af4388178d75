/*
 * Which architectures, sizes and conventions give the numbers that a paper claims, best first.
 *
 * The twin of generator/lookup/whence.py: the same order of the same answers, held together by a table of cases. Pure.
 */

/** Rows from assets/browse/index.json and assets/whence.json: what they are, and every convention's value at every size. */
export function rowsOf(index, data) {
  const { conventions } = data.rules
  return index.name.map((name, place) => {
    const zoo = index.zoo.names[index.zoo.rows[place]]
    const native = index.native.names[index.native.rows[place]]
    const path = index.paths[place] ?? `${zoo}/${name}`
    const row = { name, zoo, key: `${zoo}/${name}`, path, native, test: data.test[place], tags: data.tags[place] }
    const sizes = data.sets[data.sizes[place]]
    const fields = columns(data, place, sizes.length)
    const lines = size => (size === native ? nativeFields(data, place) : {})
    row.measured = sizes.map((size, at) => ({ size, values: remembered(batch => values(conventions, fields, at, batch, () => lines(size))) }))
    return row
  })
}

/** A function of a batch that is asked once for each. */
function remembered(compute) {
  const found = new Map()
  return batch => {
    if (!found.has(batch)) found.set(batch, compute(batch))
    return found.get(batch)
  }
}

/** Field -> its value, of those that are measured at the native size alone. */
function nativeFields({ native, relative }, place) {
  const found = {}
  const read = field => {
    const [base, factor] = relative[field] ?? [null, 0]
    const written = native[field][place]
    return written === null || base === null ? written : written + factor * read(base)
  }
  for (const field of Object.keys(native)) found[field] = read(field)
  return found
}

/** Field -> its value at each size. */
function columns({ columns: packed, relative }, place, count) {
  const found = {}
  for (const field of Object.keys(packed)) {
    const cell = packed[field][place]
    found[field] = Array.isArray(cell) ? [...cell] : Array(count).fill(cell)
  }
  const done = new Set()
  const add = field => {
    if (!Object.hasOwn(packed, field) || !Object.hasOwn(relative, field) || done.has(field)) return
    const [base, factor] = relative[field]
    add(base)
    done.add(field)
    found[field] = found[field].map((value, at) => (value === null ? null : value + factor * found[base][at]))
  }
  Object.keys(relative).forEach(add)
  return found
}

/** Every convention with its value, each value once within a kind. A page computes 300,000 of these: no strings, no sets. */
function values(conventions, fields, at, batch, lines) {
  const found = []
  const more = batch > 1 ? lines() : null
  for (const convention of conventions) {
    if (convention.lines.length > 0 !== batch > 1) continue
    let total = more ? highest(convention.lines, more, batch) : 0
    for (const [field, factor] of convention.terms) {
      const value = fields[field][at]
      total = value === null || total === null ? null : total + factor * value
    }
    let known = total === null
    for (let n = found.length - 1; n >= 0 && !known && found[n].convention.kind === convention.kind; n--)
      known = found[n].value === total
    if (!known) found.push({ convention, value: total })
  }
  return found
}

/** The highest of some lines over the batch; null where one of them was not measured. */
function highest(lines, fields, batch) {
  const found = lines.map(([fixed, sample]) => [fields[fixed] ?? null, fields[sample] ?? null])
  if (found.some(pair => pair.includes(null))) return null
  return Math.max(...found.map(([fixed, sample]) => fixed + batch * sample))
}

/** What a claim is taken for: no two are the same thing, but for memory at different batches. */
const taken = ({ convention, batch }) => (convention ? `${convention.key}${batch === 1 ? "" : ` at batch ${batch}`}` : "size")

/** Every way in which a claim can be meant at a measurement, the cheapest first. */
function options(claim, { size, values: there }, rules) {
  const best = new Map()
  const offer = answer => {
    const known = best.get(taken(answer))
    if (!known || answer.cost < known.cost) best.set(taken(answer), answer)
  }
  for (const reading of claim.readings) {
    if (reading.kind === "size") {
      const sides = size.split("x").map(Number)
      if (reading.px[0] === sides[0] && reading.px[1] === (sides[1] ?? sides[0]))
        offer({ claim, convention: null, value: null, difference: 0, inside: true, cost: reading.cost, batch: 1 })
      continue
    }
    for (const { convention, value } of there(reading.batch)) {
      if (convention.kind !== reading.kind || (convention.doubled && !reading.doubled)) continue
      const inside = reading.low <= value && value <= reading.high
      const difference = (value - reading.center) / reading.center
      if (!inside && Math.abs(difference) > rules.near) continue
      const missed = inside ? 0 : rules.miss_cost + rules.percent_cost * Math.abs(difference)
      offer({ claim, convention, value, difference, inside, cost: reading.cost + convention.cost + missed, batch: reading.batch })
    }
  }
  return [...best.values()].sort((a, b) => a.cost - b.cost)
}

/** One answer for each claim, no convention twice, one size at most, not a size alone: the least cost in all. */
function cheapest(lists) {
  let best = null
  const extend = (chosen, cost) => {
    if (best !== null && cost >= best.cost) return
    if (chosen.length === lists.length) {
      if (chosen.some(answer => answer.convention)) best = { cost, answers: chosen }
      return
    }
    for (const answer of lists[chosen.length])
      if (!chosen.some(other => taken(other) === taken(answer))) extend([...chosen, answer], cost + answer.cost)
  }
  extend([], 0)
  return best?.answers ?? null
}

function sizeCost(answers, row, size, [native, test, other]) {
  if (answers.some(answer => answer.convention === null)) return 0
  if (size === row.native) return native
  return size === row.test ? test : other
}

function candidate(claims, row, measured, rules) {
  const lists = []
  for (const claim of claims) {
    const found = options(claim, measured, rules)
    if (found.length === 0) return null
    lists.push(found)
  }
  const answers = cheapest(lists)
  if (answers === null) return null
  const paid = answers.reduce((sum, answer) => sum + answer.cost, 0)
  return { rows: [row], size: measured.size, answers, cost: paid + sizeCost(answers, row, measured.size, rules.native_costs) }
}

const text = (a, b) => (a < b ? -1 : Number(a > b))
const prominence = (a, b) =>
  b.tags - a.tags || a.name.length - b.name.length || text(a.name, b.name) || text(a.zoo, b.zoo)
const pixels = size => size.split("x").map(Number)
const bySize = (a, b) => {
  const [[height, width = height], [other, wide = other]] = [pixels(a), pixels(b)]
  return height - other || width - wide
}
const steps = cost => Math.round(cost * 1e6)

/** One candidate for those that answer alike: the best known architecture first. */
function merged(members) {
  const ordered = members.sort((a, b) => a.cost - b.cost || prominence(a.rows[0], b.rows[0]))
  return { ...ordered[0], rows: ordered.map(one => one.rows[0]) }
}

/** All candidates for the claims, best first; empty where nothing is near. */
export function whence(claims, rows, rules) {
  const groups = new Map()
  for (const row of rows)
    for (const measured of row.measured) {
      const found = candidate(claims, row, measured, rules)
      if (found === null) continue
      const key = [found.size, ...found.answers.map(one => `${taken(one)} ${one.value} ${one.inside}`)].join(";")
      if (groups.has(key)) groups.get(key).push(found)
      else groups.set(key, [found])
    }
  return [...groups.values()].map(merged).sort((a, b) =>
    steps(a.cost) - steps(b.cost) || b.rows.length - a.rows.length || prominence(a.rows[0], b.rows[0]) || bySize(a.size, b.size))
}

/** One answer as plain values: what `netweight whence --json` prints. */
export function plain(found) {
  return {
    architectures: found.rows.map(row => row.key), size: found.size, exact: found.answers.every(one => one.inside),
    cost: Math.round(found.cost * 1e6) / 1e6,
    answers: found.answers.map(one => ({
      claim: one.claim.text, convention: one.convention?.key ?? "size", batch: one.batch, value: one.value,
      difference: Math.round(one.difference * 1e6) / 1e6, right: one.inside,
    })),
  }
}
