/*
 * Begins the browse page before the theme's script has run: the data is asked for at once, beside the modules that show it.
 *
 * The page names the modules as preloads (overrides/main.html), so that nothing waits for a chain of imports. netweight.js finds the
 * place marked as set up.
 */
const DATA = new URL("browse/", import.meta.url)

async function asked(name) {
  const response = await fetch(new URL(name, DATA))
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`)
  return response.json()
}

/* Without a size in the address it is the native one. Who waits for them is told what went wrong, and tries again. */
const begun = { index: asked("index.json") }
if (!new URLSearchParams(location.search).has("px")) begun.native = asked("native.json")
for (const one of Object.values(begun)) one.catch(() => {})

const { mount } = await import("./browse.js")
const place = document.querySelector(".nw-browse")
if (place && !place.dataset.mounted) {
  place.dataset.mounted = "true"
  mount(place, begun)
}
