/* The address of a page holds what the page shows. */

/* Safari refuses more than a hundred changes of the address in half a minute. */
const ADDRESS_MS = 250

/** Put a query, empty for none, into the address without a step back. */
export function replaceQuery(query) {
  history.replaceState(history.state, "", location.pathname + (query && `?${query}`) + location.hash)
}

/** A function that writes `toQuery(state)` into the address, a moment after the last change. */
export function addressWriter(toQuery) {
  let timer = 0
  return state => {
    clearTimeout(timer)
    const { pathname } = location
    timer = setTimeout(() => {
      /* The reader may have left for another page meanwhile. */
      if (location.pathname === pathname) replaceQuery(toQuery(state))
    }, ADDRESS_MS)
  }
}
