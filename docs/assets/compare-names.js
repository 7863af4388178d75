/* From what a person types to architectures: the site's own search, in a worker of this page, and names of an address. */
import { matcher } from "./browse-model.js"

const [SETUP, READY, QUERY] = [0, 1, 2]
const [NEAR, TYPOS] = [4, 2]

/** The search as a function: text -> rows, the best first. Where the worker cannot run, names that hold the words. */
export function finder(rows) {
  const byPath = new Map(rows.map(row => [`${row.path}/`, row]))
  const holding = text => {
    const named = matcher(text)
    return rows.filter(row => named(row.lower) || named(row.key))
  }
  const worker = new Worker(new URL("search-worker.js", import.meta.url))
  const waiting = []
  let broken = false
  const ready = new Promise(resolve => waiting.push(resolve))
  worker.addEventListener("message", ({ data }) => waiting.shift()(data))
  worker.addEventListener("error", () => {
    broken = true
    for (const resolve of waiting.splice(0)) resolve({ type: READY, data: { items: [] } })
  })
  worker.postMessage({ type: SETUP, data: { docs: [] } })

  return async text => {
    await ready
    if (broken) return holding(text)
    const answer = new Promise(resolve => waiting.push(resolve))
    worker.postMessage({ type: QUERY, data: text })
    const { data } = await answer
    return data.items.map(([first]) => byPath.get(first.location)).filter(Boolean)
  }
}

/** Insertions, deletions and substitutions between two short texts; more than `most` count as one more than that. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let line = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let place = 1; place <= b.length; place++)
      next.push(Math.min(line[place] + 1, next[place - 1] + 1, line[place - 1] + (a[row - 1] === b[place - 1] ? 0 : 1)))
    line = next
  }
  return Math.min(line[b.length], most + 1)
}

/** Rows that a wrong name may mean: those of nearly the same letters, else what the search finds. */
async function nearest(text, rows, find) {
  const [, zoo, name] = /^(?:([^/]*)\/)?(.*)$/.exec(text.toLowerCase())
  const spelt = rows.map(row => ({ row, off: distance(name, row.lower, TYPOS) + (zoo && zoo !== row.zoo ? 0.5 : 0) }))
    .filter(({ off }) => off < TYPOS + 1).sort((a, b) => a.off - b.off || a.row.order - b.row.order)
  const closest = spelt.filter(({ off }) => off < spelt[0].off + 1).map(({ row }) => row)
  return (closest.length > 0 ? closest : await find(name)).slice(0, NEAR)
}

/**
 * What the names of an address mean: {found, wrong}. A name without a zoo is found where one zoo alone has it; else
 * `wrong` holds {text, why, near}, with the rows that may be meant.
 */
export async function resolve(texts, rows, find) {
  const [found, wrong] = [[], []]
  for (const text of texts) {
    const same = rows.filter(row => row.key === text || row.name === text)
    if (same.length === 1) found.push(same[0].key)
    else if (same.length > 1) wrong.push({ text, why: `${text} stands in both zoos`, near: same })
    else wrong.push({ text, why: `No architecture is called ${text}`, near: await nearest(text, rows, find) })
  }
  return { found: [...new Set(found)], wrong }
}
