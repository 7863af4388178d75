/* A text handed to the reader as a file. */
import { element } from "./dom.js"

const RELEASED_MS = 10_000

/** Download `text` as the file `name`; `type` is its media type. */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  element("a", { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), RELEASED_MS)
}
