/* The controls of the scatter page that the browse table does not have: axes, colours, the front. */
import { button, element } from "./dom.js"
import { controlsForm, field } from "./fields.js"

const options = pairs => pairs.map(([value, text]) => element("option", { value }, text))

/** A list of metrics: the well-known ones first, then every field by its group. */
function metricList(metrics) {
  const plain = metrics.filter(metric => !metric.group).map(metric => [metric.key, metric.label])
  const groups = [...new Set(metrics.map(metric => metric.group).filter(Boolean))].map(group =>
    element("optgroup", { label: `every field: ${group}` },
      ...options(metrics.filter(metric => metric.group === group).map(metric => [metric.key, metric.label]))))
  return element("select", {}, ...options(plain), ...groups)
}

/** The form. `changed` is called with the part of the state that a reader changed; `set(state, best)` writes one. */
export function plotControls(metrics, changed) {
  const list = pairs => element("select", {}, ...options(pairs))
  const scales = () => list([["log", "log"], ["linear", "linear"]])
  const directions = () => list([["less", "less is better"], ["more", "more is better"]])
  const lists = {
    x: metricList(metrics), xscale: scales(), xbest: directions(),
    y: metricList(metrics), yscale: scales(), ybest: directions(),
    colour: list([["family", "family"], ["task", "task"], ["zoo", "zoo"]]),
    front: list([["on", "shown"], ["off", "hidden"]]),
  }
  for (const [key, one] of Object.entries(lists))
    one.addEventListener("change", () => {
      /* Another metric has a direction of its own. */
      const own = key === "x" || key === "y" ? { [`${key}best`]: "" } : {}
      changed({ [key]: one.value, ...own })
    })
  const axis = (label, key) => element("fieldset", { class: "nw-axis-choice" }, element("legend", {}, label),
    field("Metric", lists[key]), field("Scale", lists[`${key}scale`]), field("Direction", lists[`${key}best`]))
  const form = controlsForm({ "aria-label": "Axes and colours" },
    axis("Across", "x"), axis("Upwards", "y"), field("Colour by", lists.colour), field("Pareto front", lists.front), button("Swap axes", () => changed(null)))
  const set = state => {
    for (const [key, one] of Object.entries(lists)) one.value = state[key]
  }
  return { form, set }
}
