/*
 * What mkdocs-material 9.8.1 writes into every page (partials/javascripts/base.html and the end of base.html, MIT
 * licence), in a file: its other scripts find these globals, and the element with its settings. The root of the site is
 * where this file's directory lies. The search worker is ours: it knows how architectures are spelt.
 */
var __md_scope = new URL("..", document.currentScript.src)
var __md_hash = text => [...text].reduce((hash, one) => (hash << 5) - hash + one.charCodeAt(0), 0)
var __md_get = (key, storage = localStorage, scope = __md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${key}`))
var __md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value))
  } catch (error) {
    console.info(`a setting is not remembered: ${error.message}`)
  }
}
{
  const settings = document.createElement("script")
  settings.id = "__config"
  settings.type = "application/json"
  settings.textContent = JSON.stringify({
    annotate: null,
    base: __md_scope.href,
    features: ["content.code.copy"],
    search: new URL("assets/search-worker.js", __md_scope).href,
    tags: null,
    translations: {
      "clipboard.copied": "Copied to clipboard",
      "clipboard.copy": "Copy to clipboard",
      "search.result.more.one": "1 more on this page",
      "search.result.more.other": "# more on this page",
      "search.result.none": "No matching documents",
      "search.result.one": "1 matching document",
      "search.result.other": "# matching documents",
      "search.result.placeholder": "Type to start searching",
      "search.result.term.missing": "Missing",
      "select.version": "Select version",
    },
    version: null,
  })
  document.head.append(settings)
}
