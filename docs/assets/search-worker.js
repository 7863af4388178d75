/*
 * Material's search worker, replaced: the same four messages, our ranking.
 *
 * SETUP brings mkdocs' own index, which holds the hand-written pages; the names of the architectures are fetched
 * from beside this file. READY is answered also where that fails: then the pages can be searched, and every answer
 * says what is missing. overrides/hooks/search_worker.py holds the version of Material whose protocol this is.
 */
"use strict"

importScripts("search-spelling.js", "search-align.js", "search-ranking.js")

const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3]
const { index, search } = globalThis.netweightRanking

/* Asked before a reader can ask: what runs for the first time takes many times as long. */
const WARMING = ["r", "e", "resnet5", "vit b 38"]

let found = null
let trouble = ""

/** The names index; throws with a reason where there is none. */
async function fetchNames() {
  const response = await fetch(new URL("search.json", location.href))
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim())
  return response.json()
}

async function setup({ docs }) {
  let names = { zoos: [], tasks: [], families: [], paths: {}, rows: [] }
  try {
    names = await fetchNames()
  } catch (error) {
    trouble = `The names of the architectures could not be loaded (${error.message}). Reload the page to try again.`
  }
  found = index(names, docs)
  WARMING.forEach(text => search(found, text))
  return { type: READY }
}

function query(text) {
  const items = text.trim() ? search(found, text) : []
  if (trouble && text.trim())
    items.unshift([{
      location: "", title: "Architectures are missing", text: globalThis.netweightRanking.escapeHTML(trouble),
      score: 101, terms: {},
    }])
  return { type: RESULT, data: { items } }
}

addEventListener("message", async ({ data: message }) => {
  if (message.type === SETUP) postMessage(await setup(message.data))
  else if (message.type === QUERY) postMessage(query(message.data))
  else throw new TypeError(`expected a message of type ${SETUP} or ${QUERY}, found ${message.type}`)
})
