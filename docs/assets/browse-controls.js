/* The controls above the browse table: every one has a label, every change is told at once. */
import { batches, endsOf, initial, memoryLimit, percentRange, range } from "./browse-model.js"
import { button, element } from "./dom.js"
import { controlsForm, field, nextId, select, textInput } from "./fields.js"
import { popup } from "./popup.js"
import { UNITS, UNIT_NAMES, macsIn, prefer, preferred } from "./preferences.js"

const ANY = { zoo: "both zoos", task: "all tasks", family: "all families" }
const RANGES = { parameters: "Parameters", macs: "MACs" }
const ACCURACY = { top1: "Top-1 in %" }
const MORE_RANGES = { activations: "Activations", buffers: "Buffers", batch_norm: "BatchNorm share in %" }
const EXPECTED = {
  count: "Expected a number such as 500M, 5G or 25557032", share: "Expected a percentage such as 0.5 or 12",
}

const IN_PERCENT = new Set(["batch_norm", "top1"])

/** Several controls under one heading: {set, heading}. */
function group(label, kinds, ...parts) {
  const heading = element("span", { class: "nwt-label", id: nextId() }, label)
  const grouped = { class: `nwt-field ${kinds}`, role: "group", "aria-labelledby": heading.id }
  return { set: element("div", grouped, heading, element("div", {}, ...parts)), heading }
}

const mark = text => element("span", { "aria-hidden": "true" }, text)

/** Two inputs for a lower and an upper bound; `read` and `write` take "1G..5G", of percent where it is a share. */
function bounds(label, kind, changed) {
  const input = side => textInput({
    inputmode: "text", size: 6, placeholder: side === "at least" ? "from" : "to", "aria-label": `${label} ${side}`,
  })
  const [low, high] = [input("at least"), input("at most")]
  const { set, heading } = group(label, "nwt-range", low, mark("–"), high)
  const read = () => (low.value.trim() || high.value.trim() ? `${low.value.trim()}..${high.value.trim()}` : "")
  const check = () => {
    const { min, max } = (kind === "share" ? percentRange : range)(read())
    for (const [one, value] of [[low, min], [high, max]]) {
      const wrong = Number.isNaN(value)
      one.setAttribute("aria-invalid", wrong)
      one.title = wrong ? EXPECTED[kind] : ""
    }
  }
  const write = text => {
    ;[low.value, high.value] = endsOf(text)
    check()
  }
  set.addEventListener("input", () => { check(); changed(read()) })
  const rename = name => {
    heading.textContent = name
    low.setAttribute("aria-label", `${name} at least`)
    high.setAttribute("aria-label", `${name} at most`)
  }
  return { set, write, rename }
}

/** "Fits in 8 GB for training at batch 32": three inputs of one question. */
function memory(uses, changed) {
  const limit = textInput({ size: 5, placeholder: "GB", "aria-label": "Memory at most" })
  const use = select(uses)
  use.setAttribute("aria-label", "Memory for")
  const batch = textInput({ inputmode: "numeric", size: 4, "aria-label": "Batch" })
  const { set } = group("Fits in GB", "nwt-range nwt-memory", limit, use, mark("×"), batch)
  const check = () => {
    const wrong = Number.isNaN(memoryLimit(limit.value))
    limit.setAttribute("aria-invalid", wrong)
    limit.title = wrong ? "Expected a size such as 8, 7.5 GB or 24 GiB" : "8 is 8 GB, 8,000,000,000 bytes; a card of 8 GB has 8 GiB"
    const [least, plain] = [use.value === "training" ? 2 : 1, batch.value.trim()]
    const odd = plain !== "" && batches({ use: use.value, batch: plain })[use.value] !== Number(plain)
    batch.setAttribute("aria-invalid", odd)
    batch.title = odd ? `Expected a whole number from ${least}` : ""
    batch.placeholder = batches({ use: use.value, batch: "" })[use.value]
  }
  set.addEventListener("input", () => {
    check()
    changed({ fits: limit.value.trim(), use: use.value, batch: batch.value.trim() })
  })
  const write = state => {
    ;[limit.value, use.value, batch.value] = [state.fits, state.use, state.batch]
    check()
  }
  return { set, write }
}

/** The bounds, by key: {shown, further}; a choice of FLOPs renames those of MACs, and `choices` may exclude accuracy. */
function allBounds(choices, changed) {
  const made = names => Object.fromEntries(Object.entries(names).map(([key, label]) => [
    key, bounds(label, IN_PERCENT.has(key) ? "share" : "count", value => changed({ [key]: value }))]))
  const [shown, further] = [made(choices.top1 ? RANGES : { ...RANGES, ...ACCURACY }), made(MORE_RANGES)]
  const more = popup("More bounds", ...Object.values(further).map(({ set }) => set))
  const write = state => {
    for (const [key, one] of Object.entries({ ...shown, ...further })) one.write(state[key])
    more.open ||= Object.keys(further).some(key => state[key])
    shown.macs.rename(macsIn(state))
  }
  return { sets: Object.values(shown).map(({ set }) => set), more, write, macs: shown.macs }
}

/** What is chosen from a list: which rows, at which size, in which units. */
const choiceLists = choices => ({
  ...Object.fromEntries(Object.keys(ANY).map(key => [key, select(choices[key], value => value || ANY[key])])),
  px: select(choices.px, value => (value === "native" ? "native size" : `${value} px`)),
  ...Object.fromEntries(Object.keys(UNITS).map(key => [key, select(UNITS[key], value => UNIT_NAMES[value])])),
})

/**
 * The form. `changed` is called with the part of the state that a reader changed;
 * `set(state)` writes a state into the controls and tells nobody.
 */
export function controls(choices, changed) {
  const text = textInput({ type: "search", placeholder: "resnet50, *_384, vit large" })
  text.addEventListener("input", () => changed({ name: text.value }))
  const lists = choiceLists(choices)
  const ranges = allBounds(choices, changed)
  const fits = memory(choices.use, changed)
  for (const [key, list] of Object.entries(lists))
    list.addEventListener("change", () => {
      const units = { unit: lists.unit.value, bytes: lists.bytes.value }
      if (key in UNITS) prefer(units)
      ranges.macs.rename(macsIn(units))
      changed({ [key]: list.value })
    })
  const reset = button("Reset", () => {
    const fresh = { ...initial(), ...preferred() }
    set(fresh)
    changed(fresh)
  })
  const form = controlsForm({ role: "search", "aria-label": "Filter the table" },
    field("Name", text, "nwt-field--wide"), field("Zoo", lists.zoo), field("Task", lists.task), field("Family", lists.family),
    field("Resolution", lists.px), ...ranges.sets, fits.set, ranges.more,
    field("Count in", lists.unit), field("Bytes in", lists.bytes), reset)

  function set(state) {
    text.value = state.name
    for (const [key, list] of Object.entries(lists)) list.value = state[key]
    ranges.write(state)
    fits.write(state)
  }
  return { form, set }
}
