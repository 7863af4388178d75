/*
 * A field in the page of an architecture that takes a size off the grid and answers with exact numbers: those that
 * were measured, those of a closed form, with the formulas and how they were proven, or a reason why there are none.
 */
import { SITE, attempt, element, fetchJSON, statusLine, wide } from "./dom.js"
import { answering, field, textInput } from "./fields.js"
import { domainText, formula, numbersAt, parseSize, sizeText } from "./forms.js"
import { exact, rounded } from "./units.js"

const LABELS = [
  ["macs", "MACs", "MACs"], ["activations", "Activations", ""], ["elementwise_flops", "Elementwise FLOPs", "FLOPs"],
  ["macs_fvcore", "MACs as fvcore counts", "MACs"], ["feature_bytes", "Feature bytes", "B"],
  ["peak_activation_bytes", "Peak of a forward", "B"], ["parameters", "Parameters", ""], ["buffer_bytes", "Buffers", "B"],
]

const shownSize = size => `${sizeText(size).replace("x", "×")} px`

/** Rows of a name, the number rounded, the number in full, and why where there is none. */
function numbersTable(values, missing, size) {
  const rows = LABELS.filter(([field]) => field in values || field in missing).map(([field, name, unit]) => {
    const cells = field in values
      ? [element("td", { title: exact(values[field]) }, rounded(values[field], unit)),
        element("td", { title: exact(values[field]) }, exact(values[field]))]
      : [element("td", { colspan: 2, class: "l" }, `no form: ${missing[field]}`)]
    return element("tr", {}, element("th", { scope: "row" }, name), ...cells)
  })
  const head = ["", "Rounded", "Exact"].map(text => element("th", { scope: "col" }, text))
  return element("table", { class: "nw-t" }, element("caption", {}, `Numbers at ${shownSize(size)}, batch 1`),
    element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))
}

/** The formulas of a form in a part that opens. */
function formulas(form) {
  const lines = LABELS.filter(([field]) => field in form.fields).map(([field, name, unit]) => element("p", {},
    element("b", {}, `${name} = `), formula(form, field), unit === "B" ? " bytes" : ""))
  const definition = element("p", {}, `H and W are height and width in pixels${form.square ? ", which are equal" : ""}; `
    + "⌊ ⌋ rounds down and ⌈ ⌉ up.")
  return element("details", { class: "nw-group nw-formulas" }, element("summary", {}, "Formulas"), definition, ...lines)
}

/** How a form was proven, in a sentence. */
function proof(form) {
  const held = form.held.map(size => size.replace("x", "×")).join(", ")
  const link = element("a", { href: new URL("forms/", SITE).href }, "How forms are found")
  return element("p", { class: "nw-note" }, `The form holds for ${domainText(form)}. It gives the record to the last `
    + `digit at ${form.grid} sizes of the dataset and at ${held} px, recorded for that alone. `, link)
}

/** What is shown of an architecture at a size. */
export function answer(document_, size) {
  const { kind, values, reason } = numbersAt(document_, size)
  if (kind === "none") {
    const there = document_.measurements.map(one => one.size.replace("x", "×")).join(", ")
    return [
      element("p", {}, element("strong", {}, `Not available at ${shownSize(size)}`), `: ${reason}. Measured at ${there} px.`),
      element("p", { class: "nw-note" }, "To measure it: ",
        element("code", {}, `netweight explain ${document_.key} --px ${sizeText(size)}`)),
    ]
  }
  const how = kind === "measured" ? "measured" : "exact, by closed form"
  const { form } = document_
  const said = element("p", {}, `At ${shownSize(size)}: `, element("strong", {}, how), `, ${rounded(values.macs, "MACs")}`)
  const table = wide("Numbers at this size", numbersTable(values, kind === "form" ? form.missing : {}, size), "nw-scroll")
  return [said, table, ...(kind === "form" ? [proof(form), formulas(form)] : [])]
}

/** Put the field before the details that hold the link to the architecture's file. */
export function mountAnySize(details) {
  const input = textInput({ placeholder: "300x400", size: 9 })
  const button = element("button", { type: "submit", class: "nwt-button" }, "Show")
  const [place, told] = [element("div", { class: "nw-answer" }), statusLine()]
  const form = answering(element("form", { class: "nw-anysize", "aria-label": "A size of your own" },
    element("div", { class: "nwt-controls" }, field("At any size [px]", input), button), told.voice, place))

  async function show() {
    const size = parseSize(input.value)
    input.setAttribute("aria-invalid", size === null)
    place.replaceChildren(...(size === null
      ? [element("p", {}, "Expected height and width in pixels, such as 300x400, or 300 for a square.")]
      : answer(await fetchJSON(details.querySelector("a[download]").href), size)))
    told.say(place.querySelector("p").textContent)
  }

  form.addEventListener("submit", () => attempt(place, "The numbers", show))
  details.before(form)
}
