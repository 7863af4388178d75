/*
 * What the browser benchmark runs inside pages. Times are milliseconds of performance.now().
 *
 * Loaded before any script of the page; each probe answers with numbers and leaves the page usable.
 */
window.netweightProbes = (() => {
  const FIRST_ROW = ".nw-browse .nwt-grid tbody th a"

  /** Resolves with the time at which `selector` is first found in the page. */
  function appears(selector, within = document) {
    return new Promise(resolve => {
      if (within.querySelector(selector)) return resolve(performance.now())
      const observer = new MutationObserver(() => {
        if (!within.querySelector(selector)) return
        const at = performance.now()
        observer.disconnect()
        resolve(at)
      })
      observer.observe(within, { childList: true, subtree: true })
      return undefined
    })
  }

  /** Since navigation began: first rows of the browse table. Numbers stand in a row when it comes into the page. */
  const ready = appears(FIRST_ROW)

  const names = () => [...document.querySelectorAll(FIRST_ROW)].map(link => link.textContent).join()

  /** From an event until the table's rows are other ones, once as elements and once laid out. */
  async function untilRowsChange(act) {
    const body = document.querySelector(".nw-browse .nwt-grid tbody")
    const before = names()
    body.offsetHeight
    const changed = new Promise(resolve => {
      const observer = new MutationObserver(() => {
        const rows = performance.now()
        body.offsetHeight
        observer.disconnect()
        resolve({ rows, laidOut: performance.now() })
      })
      observer.observe(body, { childList: true })
    })
    const began = performance.now()
    act()
    const { rows, laidOut } = await changed
    if (names() === before) throw new Error("expected other rows after the event, found the same")
    return { rows: rows - began, laidOut: laidOut - began }
  }

  const sort = label => untilRowsChange(() => {
    const buttons = [...document.querySelectorAll(".nw-browse thead button")]
    buttons.find(button => button.firstChild.data === label).click()
  })

  function control(label) {
    const named = [...document.querySelectorAll(".nw-browse label")].find(one => one.textContent === label)
    return named ? document.getElementById(named.htmlFor) : document.querySelector(`[aria-label="${label}"]`)
  }

  /** Give a control a value as a reader would. */
  const filter = ({ label, value }) => untilRowsChange(() => {
    const found = control(label)
    found.value = value
    found.dispatchEvent(new Event(found.tagName === "SELECT" ? "change" : "input", { bubbles: true }))
  })

  /** From opening the layers until their table stands in the page. */
  async function openLayers() {
    const details = document.querySelector("details.nw-layers")
    const began = performance.now()
    details.open = true
    return await appears("table tbody tr", details) - began
  }

  /** The page's own search worker, set up as the theme does; each text is asked once, in order. */
  async function keystrokes(texts) {
    const config = JSON.parse(document.getElementById("__config").textContent)
    const root = new URL(`${config.base}/`, location)
    const answer = await fetch(new URL("search/search_index.json", root))
    const { docs, config: asked } = await answer.json()
    const worker = new Worker(new URL(config.search, location))
    const next = () => new Promise(resolve => {
      worker.addEventListener("message", event => resolve([performance.now(), event.data]), { once: true })
    })
    const ready = next()
    worker.postMessage({ type: 0, data: { config: asked, docs, options: {} } })
    await ready
    const times = []
    for (const text of texts) {
      const answered = next()
      const began = performance.now()
      worker.postMessage({ type: 2, data: text })
      const [at, { type }] = await answered
      if (type !== 3) throw new Error(`expected a message of type 3 for ${text}, found ${type}`)
      times.push(at - began)
    }
    worker.terminate()
    return times
  }

  return { ready, sort, filter, openLayers, keystrokes }
})()
