/* The address of a page holds what the page shows. */

/* Safari refuses more than a hundred changes of the address in half a minute. */
const ADDRESS_MS = 250

/** Put a query, empty for none, into the address without a step back. */
export function replaceQuery(query) {
  history.replaceState(history.state, "", location.pathname + (query && `?${query}`) + location.hash)
}

/** A function that does `work` a moment after it was called last, unless the reader has left for another page meanwhile. */
export function settled(work, wait_ms) {
  let timer = 0
  return (...given) => {
    clearTimeout(timer)
    const { pathname } = location
    timer = setTimeout(() => { if (location.pathname === pathname) work(...given) }, wait_ms)
  }
}

/** A function that writes `toQuery(state)` into the address, a moment after the last change. */
export const addressWriter = toQuery => settled(state => replaceQuery(toQuery(state)), ADDRESS_MS)
