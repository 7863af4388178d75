/* What stands between the controls and the browse table: how many rows there are, columns, export, what was picked. */
import { MOST_PICKED, listed } from "./browse-model.js"
import { sizeText } from "./browse-words.js"
import { SITE, button, element, statusLine } from "./dom.js"
import { checkedIn } from "./fields.js"
import { filledPopup } from "./popup.js"
import { exact } from "./units.js"

/** What is said of the result, also aloud. */
function summary(shown, rows, state) {
  const refused = shown.filter(row => row.parameters === null).length
  const many = shown.length === rows.length ? exact(rows.length) : `${exact(shown.length)} of ${exact(rows.length)}`
  const bounded = state.fits && state.use === "training" && shown.some(row => row.memory?.bound)
  return `${many} architectures` + (refused > 0 ? `, ${exact(refused)} of them refused at ${sizeText(state.px)}` : "") +
    (bounded ? "; those marked \u2265 may need more" : "")
}

/** A box for each column, made when the chooser is opened; `changed` is told the keys of those that are to be shown. */
function columnChooser(changed) {
  const list = element("div", { class: "nwt-choices", role: "group", "aria-label": "Columns" })
  const usual = button("The usual columns", () => changed(""))
  let [offered, shown] = [[], []]
  const box = ({ key, label, about }) => element("label", { title: about },
    element("input", { type: "checkbox", value: key }), ` ${label}`)
  function check() {
    for (const one of list.querySelectorAll("input")) one.checked = shown.some(({ key }) => key === one.value)
  }
  list.addEventListener("change", () => changed(["name", ...checkedIn(list)].join(",")))
  const made = filledPopup("Columns", () => {
    list.replaceChildren(...offered.filter(({ key }) => key !== "name").map(box))
    check()
  }, list, usual)
  const set = (nextOffered, nextShown) => {
    ;[offered, shown] = [nextOffered, nextShown]
    check()
  }
  return { made, set }
}

/** What was picked, a way to take it back, and the way to compare. */
function pickedBar(changed) {
  const names = element("span", {})
  const compare = element("a", { class: "nwt-button nwt-button--main" }, "Compare")
  const clear = button("Clear", () => changed(""))
  const bar = element("div", { class: "nwt-picked", role: "group", "aria-label": "Picked to compare" }, names, compare, clear)
  function set({ sel, px, unit, bytes }) {
    const keys = listed(sel)
    bar.hidden = keys.length === 0
    names.textContent = keys.join(", ")
    const query = `a=${keys.join(",")}${px === "native" ? "" : `&px=${px}`}&unit=${unit}&bytes=${bytes}`
    compare.href = new URL(`compare/?${query}`, SITE)
  }
  return { bar, set }
}

/** The keys after a box was checked or not; null where there are as many as can be compared. */
export function picked(sel, key) {
  const keys = listed(sel)
  if (keys.includes(key)) return keys.filter(one => one !== key).join(",")
  return keys.length < MOST_PICKED ? [...keys, key].join(",") : null
}

/**
 * The tools. `changed` is called with the part of the state that a reader changed; `view()` gives what is shown to the
 * export: {rows, columns, state, release}.
 */
export function tools(changed, view) {
  const status = statusLine()
  const columns = columnChooser(cols => changed({ cols }))
  const picks = pickedBar(sel => changed({ sel }))
  const place = element("div", {})
  const exporting = filledPopup("Export", async () => (await import("./browse-export.js")).mountExport(place, view), place)
  const row = element("div", { class: "nwt-tools" }, status.line, status.voice, columns.made, exporting)
  return {
    parts: [row, picks.bar],
    say: status.say,
    set(shown, rows, offered, visible, state) {
      status.say(summary(shown, rows, state))
      columns.set(offered, visible)
      picks.set(state)
    },
    picks: picks.set,
  }
}
