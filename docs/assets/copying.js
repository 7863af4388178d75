/*
 * What is copied: the text that a button holds, and each figure of an architecture's headline as a number, a LaTeX row,
 * BibTeX or JSON. All of it stands in the page: the figures, the command that reproduces them, the citation.
 */
import { element } from "./dom.js"

const RESTORE_MS = 2000

/* What a figure of the headline is counted in, and what it was taken under beside the architecture and the size. */
const FIGURES = {
  parameters: { unit: "elements" },
  macs: { unit: "MACs", batch: 1 },
  flops: { unit: "FLOPs", batch: 1 },
  activations: { unit: "elements", batch: 1 },
  inference_bytes: { unit: "bytes", batch: 1, dtype: "float32" },
  training_bytes: { unit: "bytes", batch: 32, optimizer: "AdamW", dtype: "float32" },
}

/** Copy a text; what is to be said where the browser refuses, else nothing. */
export async function notCopied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return ""
  } catch (error) {
    return `Not copied: ${error.message}`
  }
}

/** Copy a text and say in `status` how it went, for a while; to eyes and to screen readers. */
async function copy(text, status) {
  const trouble = await notCopied(text)
  status.textContent = trouble || "Copied"
  setTimeout(() => { status.textContent = "" }, RESTORE_MS)
  return trouble === ""
}

const spoken = () => element("span", { class: "nwt-copied", role: "status" })

/** A button with `data-copy` copies what it holds. */
export function mountCopy(button) {
  const status = spoken()
  button.hidden = false
  button.after(status)
  button.addEventListener("click", async () => {
    button.classList.toggle("nw-copy--done", await copy(button.dataset.copy, status))
    setTimeout(() => button.classList.remove("nw-copy--done"), RESTORE_MS)
  })
  if (!button.textContent.trim() && !button.getAttribute("aria-label")) button.setAttribute("aria-label", "Copy")
}

/** The forms of one figure: name and text of each. */
function forms(figure) {
  const term = figure.querySelector("dt a")
  const field = new URL(term.href).hash.slice(1)
  const value = Number(figure.querySelector("dd span").textContent.replaceAll(",", ""))
  const [, architecture, px] = /explain (\S+) --px (\S+)/.exec(document.querySelector(".nw-line code").textContent)
  const name = architecture.slice(architecture.indexOf("/") + 1).replaceAll("_", "\\_")
  const rounded = figure.querySelector("dd b").textContent.replace("\u00a0", "\\,")
  return [
    ["Number", String(value)],
    ["LaTeX row", `% architecture & px & ${term.textContent}\n${name} & ${px.replace("x", "$\\times$")} & ${rounded} \\\\`],
    ["BibTeX", document.querySelector("[data-bibtex]").textContent],
    ["JSON", JSON.stringify({ architecture, px, name: field, value, ...FIGURES[field] })],
  ]
}

/** Every figure of a headline gets a button that opens its forms; Escape closes them. */
export function mountForms(headline) {
  for (const figure of headline.children) {
    const name = figure.querySelector("dt").textContent
    const status = spoken()
    const button = element("button", { type: "button", class: "nw-copy", "aria-label": `Copy ${name}`, "aria-expanded": "false" })
    const choices = element("div", { class: "nw-forms", role: "group", "aria-label": `Copy ${name} as` })
    const open = isOpen => {
      choices.hidden = !isOpen
      button.setAttribute("aria-expanded", String(isOpen))
    }
    const answer = async text => {
      open(false)
      button.focus()
      await copy(text, status)
    }
    choices.append(...forms(figure).map(([form, text]) => {
      const choice = element("button", { type: "button" }, form)
      choice.addEventListener("click", () => answer(text))
      return choice
    }))
    button.addEventListener("click", () => {
      open(choices.hidden)
      if (!choices.hidden) choices.firstChild.focus()
    })
    figure.addEventListener("keydown", event => {
      if (event.key !== "Escape" || choices.hidden) return
      open(false)
      button.focus()
    })
    figure.addEventListener("focusout", event => {
      if (event.relatedTarget && !figure.contains(event.relatedTarget)) open(false)
    })
    figure.querySelector("dd span").append(button, status)
    figure.querySelector("dd").append(choices)
    open(false)
  }
}
