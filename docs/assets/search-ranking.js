/*
 * Which architectures and which pages a query means, best first.
 *
 * `index` takes the names index (assets/search.json) and the documents of mkdocs' own index, `search` answers
 * in the form that Material's interface draws. Pure: no network, no page. Classic script, after search-align.js.
 */
"use strict"

;(scope => {
  const { atoms, queryAtoms, readings } = scope.netweightSpelling
  const { MISSING, align, matchCost, prepare, prepareQuery, reorderings } = scope.netweightAlign

  const REORDERED = 2
  const OTHER_ZOO = 10
  const OTHER_READING = 0.1
  const OF_TAG = 1
  /* "resnet50 v2" is resnetv2_50 rather than the second weights of resnet50. */
  const VERSION_OF_TAG = 4
  /* Settles ties only: efficientnetv2_s and efficientnet_v2_s are the same atoms. */
  const LITERAL = 0.01
  const collator = new Intl.Collator("en", { numeric: true })

  const escapeHTML = text => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

  /** One architecture of the names index, taken apart once. */
  function entry(row, place, { zoos, tasks, families, paths }) {
    const [name, zoo, task, family, parameters, macs, size, tags] = row
    const places = atoms(name)
    const parts = places.map(atom => atom.text)
    const described = [atoms(tasks[task]), atoms(families[family])].flat().map(atom => atom.text)
    const extras = [...(tags ? tags.split(" ") : []).map(tag => atoms(tag).map(atom => atom.text)), described]
    return {
      name, zoo: zoos[zoo], path: paths[place] ?? `${zoos[zoo]}/${name}`, places, parts, extras,
      prepared: prepare(parts), compact: parts.join(""), described: extras.flat().join(""),
      text: `${zoos[zoo]}, ${tasks[task]}` +
        (parameters ? `: ${parameters} parameters` : "") + (macs ? `, ${macs}MACs at ${size}` : ""),
    }
  }

  /** A hand-written page or one of its sections. */
  function page(doc) {
    const plain = doc.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim()
    const title = doc.title.replace(/<[^>]*>/g, "").trim()
    return { location: doc.location, title, plain, words: wordsOf(title), lower: ` ${wordsOf(plain).join(" ")}` }
  }

  /* Entities of the index (&amp; and the like) split words and match nothing, which does no harm. */
  const wordsOf = text => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

  function index(names, docs) {
    const entries = names.rows.map((row, place) => entry(row, place, names))
    const natural = (a, b) => collator.compare(a.name, b.name) || collator.compare(a.zoo, b.zoo)
    ;[...entries].sort(natural).forEach((one, order) => { one.order = order })
    return { entries, zoos: names.zoos, pages: docs.map(page) }
  }

  /** Whether each atom of the query occurs in the name by itself, so that another order is worth a try. */
  const occurs = (asked, one) =>
    asked.atoms.every(atom => one.compact.includes(atom) || one.parts.some(part => matchCost(atom, part, false) < 7))

  /** The name with each of its tags or what it is for, behind it and before it; made when first needed, then kept. */
  const withExtras = one => (one.withExtras ??= one.extras.map(
    extra => [prepare(one.parts, extra), prepare([], [...extra, ...one.parts])]))

  /** Whether all that the name lacks of the query is a version. */
  const onlyVersions = (asked, one) => asked.atoms.every(atom => one.parts.includes(atom) || /^v\d+$/.test(atom))

  /** The best of: the name, the name in another order, the name with one of its tags or what it is for. */
  function fit(asked, orders, one) {
    let best = align(asked, one.prepared)
    if (best.missing === 0) return best
    const consider = (candidate, extra) => {
      if (candidate.cost + extra < best.cost) best = { ...candidate, cost: candidate.cost + extra }
    }
    if (occurs(asked, one))
      for (const order of orders()) consider(align(order, one.prepared), REORDERED)
    if (best.missing > 0 && asked.atoms.every(atom => one.compact.includes(atom) || one.described.includes(atom)))
      for (const [behind, before] of withExtras(one)) {
        const extra = onlyVersions(asked, one) ? VERSION_OF_TAG : OF_TAG
        consider(align(asked, behind), extra)
        consider({ ...align(asked, before), used: [] }, REORDERED + extra)
      }
    return best
  }

  /** Architectures with their cost; those that leave query atoms over come last. */
  function rankNames(found, query) {
    const all = queryAtoms(query)
    const zoo = all.length > 1 && all.find(atom => found.zoos.includes(atom))
    const wanted = all.filter(atom => atom !== zoo)
    if (wanted.length === 0) return []
    const asked = prepareQuery(wanted)
    let permuted
    const orders = () => (permuted ??= wanted.length > 1 && wanted.length < 9 ? reorderings(wanted) : [])
    return found.entries
      .map(one => ({ one, ...fit(asked, orders, one) }))
      .filter(({ missing }) => missing < wanted.length && missing < 3)
      .map(hit => (zoo && hit.one.zoo !== zoo ? { ...hit, cost: hit.cost + OTHER_ZOO } : hit))
  }

  /** The query in all its readings; the best one counts for each name. */
  function names(found, query) {
    const literal = query.trim().toLowerCase().replace(/[^a-z0-9]+/g, "_")
    const hits = rankNames(found, query)
    for (const hit of hits) if (hit.one.name === literal) hit.cost -= LITERAL
    const best = new Map(hits.map(hit => [hit.one, hit]))
    for (const hit of readings(query).flatMap(other => rankNames(found, other))) {
      const read = { ...hit, cost: hit.cost + OTHER_READING }
      if (!best.has(hit.one) || read.cost < best.get(hit.one).cost) best.set(hit.one, read)
    }
    return [...best.values()]
  }

  const byCost = (a, b) => a.cost - b.cost || a.one.order - b.one.order

  /** Pages and sections that hold all words: in the title they weigh more than in the text. */
  function pages(found, query) {
    const words = wordsOf(query)
    const hits = []
    for (const one of words.length ? found.pages : []) {
      const inTitle = words.filter(word => one.words.some(title => title.startsWith(word)))
      if (!words.every(word => inTitle.includes(word) || one.lower.includes(` ${word}`))) continue
      const titled = inTitle.length === words.length
      const cost = titled ? 1 + 0.2 * (one.words.length - words.length) : 7 - inTitle.length / words.length
      hits.push({ one, cost: cost + (one.location.includes("#") ? 0.3 : 0) })
    }
    return hits.sort((a, b) => a.cost - b.cost)
  }

  /** `text` as HTML, with the ranges [from, to) marked; ranges ascend. */
  function marked(text, ranges) {
    let [html, done] = ["", 0]
    for (const [from, to] of ranges) {
      html += `${escapeHTML(text.slice(done, from))}<mark>${escapeHTML(text.slice(from, to))}</mark>`
      done = to
    }
    return html + escapeHTML(text.slice(done))
  }

  /** About 160 characters of a page around the first of the words. */
  function excerpt(text, words) {
    const pattern = new RegExp(words.map(word => `(?<![\\p{L}\\p{N}])${word}`).join("|") || "$^", "giu")
    const first = Math.max(text.search(pattern), 0)
    const from = first < 80 ? 0 : text.indexOf(" ", first - 60) + 1
    const part = text.slice(from, from + 160)
    const ranges = [...part.matchAll(pattern)].map(match => [match.index, match.index + match[0].length])
    return (from > 0 ? "… " : "") + marked(part, ranges) + (from + 160 < text.length ? " …" : "")
  }

  const score = cost => Math.max(0, 100 - cost)

  function nameItem({ one, cost, used }) {
    const ranges = used.filter(place => place < one.places.length).sort((a, b) => a - b)
      .map(place => [one.places[place].from, one.places[place].to])
    const title = marked(one.name, ranges)
    return [{ location: `${one.path}/`, title, text: escapeHTML(one.text), score: score(cost), terms: {} }]
  }

  /** Sections stand under their page, which Material wants in every group. */
  function pageItems(hits, found, words) {
    const groups = new Map()
    const item = ({ one, cost }) => ({
      location: one.location, title: escapeHTML(one.title), text: excerpt(one.plain, words),
      score: score(cost), terms: {},
    })
    for (const hit of hits) {
      const home = hit.one.location.split("#")[0]
      groups.set(home, [...(groups.get(home) ?? []), item(hit)])
    }
    for (const [home, items] of groups)
      if (!items.some(({ location }) => location === home)) {
        const parent = found.pages.find(one => one.location === home)
        items.push({ ...item({ one: parent ?? items[0], cost: 100 }), location: home })
      }
    return [...groups.values()]
  }

  /** Groups of results for Material, best first. */
  function search(found, query) {
    const words = wordsOf(query)
    const written = pages(found, query)
    const hits = names(found, query).sort(byCost)
    const full = hits.filter(({ missing }) => missing === 0)
    const shown = full.length || written.length ? full : hits.filter(({ cost }) => cost < hits[0].cost + MISSING / 2)
    const items = [...shown.map(nameItem), ...pageItems(written, found, words)]
    return items.sort((a, b) => b[0].score - a[0].score)
  }

  scope.netweightRanking = { index, search, escapeHTML }
})(globalThis)
