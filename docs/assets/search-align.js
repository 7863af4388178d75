/*
 * How well a query fits a name: the cheapest way to lay the atoms of one along the atoms of the other.
 *
 * Costs are in no unit; 0 is the name itself. Both sides keep their order, atoms of the name may be skipped at
 * a price that says how much they matter ("patch16_224" is nearly free, "gn" is not), atoms of the query may
 * be left over at a price no name comes back from. Classic script, after search-spelling.js.
 */
"use strict"

;(scope => {
  const { synonyms, oneTypo } = scope.netweightSpelling

  const MISSING = 40
  const SYNONYM = 1
  const TYPO = 6
  const HEAD = 3

  /* What it costs to leave out an atom of the name. What the zoos take for granted is cheap, "7b" is not. */
  const SKIP = new Map(Object.entries({
    patch: 0.1, window: 0.1, base: 0.8, b: 0.8, small: 0.85, s: 0.85, tiny: 0.9, t: 0.9, large: 0.95, l: 0.95,
    x: 0.5, d: 1, fpn: 1, 224: 0.15, 100: 0.1, 256: 0.25, 384: 0.4, 16: 0.5, tf: 3, legacy: 4, naflexvit: 2.5, quantized: 4, test: 4,
    to: 0.1,
  }))
  const SKIP_PATCH = new Map([["16", 0.1], ["14", 0.25], ["32", 0.3]])

  const isDigits = text => text >= "0" && text < ":"

  /** Prices of leaving out each atom of a name. */
  function skipCosts(name) {
    return name.map((atom, place) => {
      const before = name[place - 1]
      let cost = SKIP.get(atom) ?? (isDigits(atom) ? 1 : 2)
      if (isDigits(atom) && (name[place + 1] === "b" || name[place + 1] === "m")) cost = 3
      if (before === "patch") cost = SKIP_PATCH.get(atom) ?? 0.4
      if (before === "window" || before === "to" || name[place + 1] === "to") cost = 0.2
      return place === 0 ? cost + HEAD : cost
    })
  }

  /** Price of taking the text `asked` for the text `named`, or Infinity. `last`: it may still be being typed. */
  function matchCost(asked, named, last) {
    if (asked === named) return 0
    if (synonyms(asked, named)) return SYNONYM
    const rest = named.length - asked.length
    if (isDigits(asked)) {
      if (!isDigits(named)) return Infinity
      if (asked.replace(/^0+/, "") === named.replace(/^0+/, "")) return 0.5
      return last && rest > 0 && named.startsWith(asked) ? 3 + rest : Infinity
    }
    if (rest > 0 && asked.length > 1 && named.startsWith(asked)) return 2 + 0.15 * rest
    if (asked.length >= 4 && oneTypo(asked, named)) return TYPO
    if (rest > 0 && asked.length > 2 && named.includes(asked)) return 6 + 0.3 * rest
    return Infinity
  }

  /** Texts of 1, 2 and 3 neighbouring atoms from each place on: joins[length - 1][place]. */
  function joins(parts) {
    const two = parts.slice(1).map((part, place) => parts[place] + part)
    return [parts, two, parts.slice(2).map((part, place) => two[place] + part)]
  }

  /** A name made ready for `align`; `extra` are atoms that cost nothing to leave out, such as a weights tag. */
  function prepare(name, extra = []) {
    const all = [...name, ...extra]
    const skips = [...skipCosts(name), ...extra.map(() => 0.02)]
    return { atoms: all, skips, joins: joins(all), length: all.length }
  }

  /* One table for all alignments, since a query makes thousands. cost[i * columns + k]: i query, k name atoms done. */
  let [cost, from] = [new Float64Array(512), new Int32Array(512)]

  /* Spans that may be matched with each other: so many atoms of the query, so many of the name. */
  const SPANS = [[1, 1], [1, 2], [2, 1], [1, 3], [3, 1]]

  /**
   * The cheapest alignment: {cost, missing, used}. `missing` counts query atoms left over,
   * `used` lists the places of the name's atoms that were matched.
   */
  function align(query, name) {
    const [rows, columns] = [query.length + 1, name.length + 1]
    const cells = rows * columns
    if (cells > cost.length) [cost, from] = [new Float64Array(2 * cells), new Int32Array(2 * cells)]
    cost.fill(Infinity, 0, cells)
    cost[0] = 0
    const offer = (here, there, price) => {
      if (cost[here] + price < cost[there]) { cost[there] = cost[here] + price; from[there] = here }
    }
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < columns; k++) {
        const here = i * columns + k
        if (k < name.length) offer(here, here + 1, name.skips[k])
        if (i < query.length) offer(here, here + columns, MISSING)
        for (const [a, b] of SPANS)
          if (i + a <= query.length && k + b <= name.length)
            offer(here, here + a * columns + b, spanCost(query, name, i, k, a, b))
      }
    return trace(cells - 1, columns)
  }

  /** Price of matching `a` query atoms from `i` with `b` name atoms from `k`. */
  function spanCost(query, name, i, k, a, b) {
    const [asked, named] = [query.joins[a - 1][i], name.joins[b - 1][k]]
    if (a === 1 && b === 1) {
      let known = query.known[i].get(named)
      if (known === undefined) query.known[i].set(named, (known = matchCost(asked, named, i + 1 === query.length)))
      return known
    }
    if (asked === named) return 0.05
    if (synonyms(asked, named)) return SYNONYM
    const long = asked.length >= 6 && a > 1 && !isDigits(asked)
    if (long && oneTypo(asked, named)) return TYPO + 1
    return long && named.includes(asked) ? 6 + 0.3 * (named.length - asked.length) : Infinity
  }

  /** Walk back from the last cell. */
  function trace(last, columns) {
    const used = []
    let missing = 0
    for (let there = last; there > 0; ) {
      const here = from[there]
      const [a, b] = [Math.floor(there / columns) - Math.floor(here / columns), (there % columns) - (here % columns)]
      if (a > 0 && b > 0) for (let n = 1; n <= b; n++) used.push((there % columns) - n)
      if (a > 0 && b === 0) missing += a
      there = here
    }
    return { cost: cost[last], missing, used }
  }

  /** The query made ready for `align`; `known` remembers what each of its atoms costs against those of the names. */
  const prepareQuery = atoms => ({
    atoms, joins: joins(atoms), length: atoms.length, known: atoms.map(() => new Map()),
  })

  /** Every order in which one atom, or a run from the front, has been moved elsewhere. */
  function reorderings(atoms) {
    const orders = new Map()
    for (let from = 0; from < atoms.length; from++)
      for (let to = 0; to < atoms.length; to++) {
        const moved = atoms.filter((_, place) => place !== from)
        moved.splice(to, 0, atoms[from])
        orders.set(moved.join(" "), moved)
      }
    for (let turn = 1; turn < atoms.length; turn++) {
      const turned = [...atoms.slice(turn), ...atoms.slice(0, turn)]
      orders.set(turned.join(" "), turned)
    }
    orders.delete(atoms.join(" "))
    return [...orders.values()].map(prepareQuery)
  }

  scope.netweightAlign = { MISSING, align, matchCost, prepare, prepareQuery, reorderings }
})(globalThis)
