/* The stages of several architectures next to each other, at the native size of each. */
import { element } from "./dom.js"
import { macsIn } from "./preferences.js"
import { NBSP, exact, rounded, share } from "./units.js"

const collator = new Intl.Collator("en", { numeric: true })
const PLACES = { stem: 0, head: 2, "not run": 3 }

const inOrder = (a, b) => (PLACES[a] ?? 1) - (PLACES[b] ?? 1) || collator.compare(a, b)

/** Share of the MACs as a bar, output, blocks and parameters of one stage. */
function cell(one, stage, state) {
  if (!stage) return element("td", {})
  const total = one.stages.reduce((sum, { macs }) => sum + macs, 0)
  const [factor, word] = [state.unit === "flops" ? 2 : 1, macsIn(state)]
  const bar = element("span", { class: "nwt-bar", "aria-hidden": "true" })
  bar.style.width = total ? `${100 * stage.macs / total}%` : "0"
  const blocks = stage.blocks > 0 ? `, ${exact(stage.blocks)} block${stage.blocks === 1 ? "" : "s"}` : ""
  const output = stage.output_shape.length > 0 ? stage.output_shape.join("×") + blocks : "no output of its own"
  return element("td", {}, bar,
    element("b", { title: exact(factor * stage.macs) }, `${share(stage.macs, total)} of the ${word}`),
    element("small", {}, `${rounded(factor * stage.macs)} ${word}`),
    element("small", { title: exact(stage.parameters) }, `${rounded(stage.parameters)} parameters`),
    element("small", {}, output))
}

/** Stages down, architectures across. */
export function stagesTable(architectures, state) {
  const names = [...new Set(architectures.flatMap(one => one.stages.map(({ name }) => name)))].sort(inOrder)
  const head = element("tr", {}, element("th", { scope: "col" }, "Stage"), ...architectures.map(one =>
    element("th", { scope: "col" }, one.name, element("small", {}, `${one.zoo}, ${one.native.replace("x", `${NBSP}×${NBSP}`)} px`))))
  const rows = names.map(name => element("tr", {}, element("th", { scope: "row" }, name),
    ...architectures.map(one => cell(one, one.stages.find(stage => stage.name === name), state))))
  return element("table", { class: "nwt-plain nwt-stages" },
    element("caption", {}, "Stages at the native size of each: share of the multiply–accumulates, parameters, output"),
    element("thead", {}, head), element("tbody", {}, ...rows))
}
