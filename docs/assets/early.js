/*
 * What mkdocs-material 9.8.1 writes into the head of every page (partials/javascripts/base.html, MIT licence), in a file:
 * its other scripts find these globals. The root of the site is where this file's directory lies.
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
