/* Sizes, units, and what the curves show. */
import { CURVES } from "./compare-state.js"
import { element } from "./dom.js"
import { checkedIn, field, select } from "./fields.js"
import { popup } from "./popup.js"
import { UNITS, UNIT_NAMES, macsIn, prefer } from "./preferences.js"

const SCALES = { linear: "linear", log: "logarithmic" }

/** A choice of some values under its label; `names`: what they are called. */
function choice(label, values, names, act) {
  const list = select(values, value => names[value])
  list.addEventListener("change", () => act(list.value))
  return { list, field: field(label, list) }
}

/** `changed` is called with the part of the state that a reader changed; `set(state, sizes)` writes a state and the sizes there are. */
export function compareControls(changed) {
  const choices = element("div", { class: "nwt-choices", role: "group", "aria-label": "Sizes" })
  choices.addEventListener("change", () => {
    const chosen = checkedIn(choices)
    changed({ px: chosen.length > 0 ? chosen : ["native"] })
  })
  const units = {}
  const told = () => {
    const chosen = Object.fromEntries(Object.entries(units).map(([key, { list }]) => [key, list.value]))
    prefer(chosen)
    changed(chosen)
  }
  units.unit = choice("Count in", UNITS.unit, UNIT_NAMES, told)
  units.bytes = choice("Bytes in", UNITS.bytes, UNIT_NAMES, told)
  const metric = choice("Curves of", Object.keys(CURVES), CURVES, value => changed({ metric: value }))
  const scale = choice("Scale", Object.keys(SCALES), SCALES, value => changed({ scale: value }))

  function set(state, sizes) {
    const values = ["native", ...new Set([...sizes, ...state.px.filter(size => size !== "native")])]
    if (values.join() !== [...choices.querySelectorAll("input")].map(box => box.value).join())
      choices.replaceChildren(...values.map(value => element("label", {},
        element("input", { type: "checkbox", value }), value === "native" ? " native size" : ` ${value.replace("x", " × ")} px`)))
    for (const box of choices.querySelectorAll("input")) box.checked = state.px.includes(box.value)
    for (const [key, { list }] of Object.entries(units)) list.value = state[key]
    ;[metric.list.value, scale.list.value] = [state.metric, state.scale]
    metric.list.options[0].textContent = macsIn(state)
  }
  return {
    sizes: popup("Sizes", choices), units: Object.values(units).map(({ field }) => field),
    curves: element("div", { class: "nwt-controls" }, metric.field, scale.field), set,
  }
}
