/* Sizes, units, and what the curves show. */
import { CURVES } from "./compare-state.js"
import { element } from "./dom.js"
import { popup } from "./popup.js"
import { UNITS, prefer } from "./preferences.js"

const NAMES = {
  macs: "MACs", flops: "FLOPs = 2 × MACs", mb: "MB = 10⁶ bytes", mib: "MiB = 2²⁰ bytes", linear: "linear", log: "logarithmic",
}
let serial = 0

function select(label, values, name, act) {
  const list = element("select", { id: `nwt-compare-${serial++}` }, ...values.map(value => element("option", { value }, name(value))))
  list.addEventListener("change", () => act(list.value))
  return { list, field: element("div", { class: "nwt-field" }, element("label", { for: list.id }, label), list) }
}

/** `changed` is called with the part of the state that a reader changed; `set(state, sizes)` writes a state and the sizes there are. */
export function compareControls(changed) {
  const choices = element("div", { class: "nwt-choices", role: "group", "aria-label": "Sizes" })
  choices.addEventListener("change", () => {
    const chosen = [...choices.querySelectorAll("input:checked")].map(box => box.value)
    changed({ px: chosen.length > 0 ? chosen : ["native"] })
  })
  const units = {}
  const told = () => {
    const chosen = Object.fromEntries(Object.entries(units).map(([key, { list }]) => [key, list.value]))
    prefer(chosen)
    changed(chosen)
  }
  units.unit = select("Count in", UNITS.unit, value => NAMES[value], told)
  units.bytes = select("Bytes in", UNITS.bytes, value => NAMES[value], told)
  const metric = select("Curves of", Object.keys(CURVES), value => CURVES[value], value => changed({ metric: value }))
  const scale = select("Scale", ["linear", "log"], value => NAMES[value], value => changed({ scale: value }))

  function set(state, sizes) {
    const values = ["native", ...new Set([...sizes, ...state.px.filter(size => size !== "native")])]
    if (values.join() !== [...choices.querySelectorAll("input")].map(box => box.value).join())
      choices.replaceChildren(...values.map(value => element("label", {},
        element("input", { type: "checkbox", value }), value === "native" ? " native size" : ` ${value.replace("x", " × ")} px`)))
    for (const box of choices.querySelectorAll("input")) box.checked = state.px.includes(box.value)
    for (const [key, { list }] of Object.entries(units)) list.value = state[key]
    ;[metric.list.value, scale.list.value] = [state.metric, state.scale]
    metric.list.options[0].textContent = state.unit === "flops" ? "FLOPs" : "MACs"
  }
  return {
    sizes: popup("Sizes", choices), units: Object.values(units).map(({ field }) => field),
    curves: element("div", { class: "nwt-controls" }, metric.field, scale.field), set,
  }
}
