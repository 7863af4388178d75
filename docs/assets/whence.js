/*
 * The page "Numbers from a paper": a field, and below it the architectures that give what stands in it.
 *
 * The data is fetched when it is first needed. The address holds the question, so that an answer can be shared.
 */
import { replaceQuery, settled } from "./address.js"
import { parse } from "./claims.js"
import { SITE, button, definition, element, failure, fetchJSON, statusLine, wide } from "./dom.js"
import { controlsForm, field, textInput } from "./fields.js"
import { DASH, NBSP, exact } from "./units.js"
import { rowsOf, whence } from "./whence-model.js"

const [SHOWN, OTHERS] = [8, 4]
const WAIT_MS = 200
const EXAMPLES = ["4.1 GFLOPs, 25.6 M, 224", "86.6M 17.6", "16.87 GMACs 86.57M", "15.5B FLOPs / 138M params @ 224", "98 MB 1.8G",
  "25.6M, training 3.18 GB batch 32"]

let loading = null

/** Rows and rules, fetched once; a failed load can be tried again. */
function load() {
  loading ??= Promise.all(["browse/index.json", "whence.json"].map(name => fetchJSON(new URL(name, import.meta.url))))
    .then(([index, data]) => ({ rows: rowsOf(index, data), rules: data.rules }))
    .catch(error => {
      loading = null
      throw error
    })
  return loading
}

const linkTo = row => element("a", { href: new URL(`${row.path}/`, SITE) }, row.key)

/** "-0.3 %", as the command prints it. */
export function difference({ convention, difference: share }) {
  if (convention === null) return ""
  const permille = Math.floor(1000 * Math.abs(share) + 0.5)
  if (permille === 0) return share === 0 ? `0${NBSP}%` : `<0.1${NBSP}%`
  return `${share < 0 ? "\u2212" : "+"}${Math.floor(permille / 10)}.${permille % 10}${NBSP}%`
}

const ANCHORS = { training: "training_bytes", inference: "inference_bytes", peak: "peak_activation_bytes" }

/** Where the methodology defines a convention. */
const anchor = ({ key, kind, terms }) => (key === "flops" ? "flops" : ANCHORS[kind] ?? terms[0][0])

function answerRow(answer) {
  const { convention, value, inside } = answer
  const meaning = convention === null ? "size" : element("a", { href: new URL(definition(anchor(convention)), SITE) }, convention.label)
  const verdict = convention === null ? "" : inside ? "as printed" : "off"
  return element("tr", {},
    element("th", { scope: "row" }, answer.claim.text), element("td", {}, meaning),
    element("td", { class: "nwt-num" }, value === null ? DASH : exact(value)),
    element("td", { class: "nwt-num" }, difference(answer)), element("td", { class: inside ? null : "nwt-off" }, verdict))
}

/** One answer: the architecture, what each number is, and who else has the same. */
function answer(found) {
  const [first, ...others] = found.rows
  const head = ["Claim", "Convention", "Value", "Difference", "Verdict"].map((name, place) =>
    element("th", { scope: "col", class: place === 2 || place === 3 ? "nwt-num" : null }, name))
  const table = element("table", { class: "nwt-grid" },
    element("caption", { class: "nwt-hidden" }, `${first.key} at ${found.size} px`),
    element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...found.answers.map(answerRow)))
  const rest = others.length > OTHERS ? ` and ${others.length - OTHERS} more` : ""
  const same = others.slice(0, OTHERS).flatMap((row, place) => [place ? ", " : "", linkTo(row)])
  return element("li", {},
    element("h3", {}, linkTo(first), ` at ${found.size}${NBSP}px`),
    wide(`${first.key} at ${found.size} px`, table),
    others.length ? element("p", { class: "nwt-status" }, "The same numbers: ", ...same, rest) : null)
}

function summary(found) {
  const right = found.filter(one => one.answers.every(({ inside }) => inside)).length
  if (found.length === 0) return "No measurement is within 5 % of all these numbers under any convention."
  const many = (count, noun) => `${exact(count)} ${noun}${count === 1 ? "" : "s"}`
  return `${many(found.length, "answer")}, of which ${right} with every number as printed; the likeliest first.`
}

/** The field with its label, and the examples below it; `changed()` is told of what is typed, sent or taken from an example. */
function question(changed) {
  const input = textInput({ type: "search", id: "nwt-claims", placeholder: EXAMPLES[0], "aria-describedby": "nwt-claims-status" })
  const form = controlsForm({ class: "nwt-controls nwt-claims", role: "search", "aria-label": "Numbers from a paper" },
    field("Numbers as they are printed", input, "nwt-field--wide"))
  const examples = element("p", { class: "nwt-status" }, "For instance ", ...EXAMPLES.flatMap((one, number) => [
    number ? " · " : "", element("a", { href: `?numbers=${encodeURIComponent(one)}` }, one)]))
  for (const link of examples.querySelectorAll("a"))
    link.addEventListener("click", event => {
      event.preventDefault()
      event.stopPropagation()
      input.value = link.textContent
      changed()
      input.focus()
    })
  for (const type of ["input", "submit"]) form.addEventListener(type, changed)
  return { input, form, examples }
}

/** The answers, some at first and more at a button, which passes the focus on; `show([])` empties it. */
function answerList() {
  const list = element("ol", { class: "nwt-answers" })
  const more = button("Show more", () => next()?.querySelector("a").focus(), { class: "md-button", hidden: true })
  let found = []
  function next() {
    const from = list.childElementCount
    list.append(...found.slice(from, from + SHOWN).map(answer))
    more.hidden = list.childElementCount >= found.length
    return list.children[from]
  }
  function show(all) {
    found = all
    list.replaceChildren()
    next()
  }
  const fail = message => {
    show([])
    list.replaceChildren(element("li", {}, message))
  }
  return { list, more, show, fail }
}

/** What is found for a question: {found}, or {wrong} with what cannot be read. */
function answered(text, { rows, rules }) {
  try {
    return { found: whence(parse(text, rules), rows, rules) }
  } catch (error) {
    return { wrong: `${error.message[0].toUpperCase()}${error.message.slice(1)}.` }
  }
}

const asks = search => new URLSearchParams(search).get("numbers") ?? ""

/** What is found, or why nothing can be. */
function draw({ input, answers, status }, { found = [], wrong }) {
  if (wrong) input.setAttribute("aria-invalid", "true")
  answers.show(found)
  status.say(wrong ?? summary(found))
}

/** The answers to what stands in the field, unless it is asked anew meanwhile. */
async function show(page) {
  const { input, answers, status } = page
  const text = input.value.trim()
  const turn = ++page.asked
  input.removeAttribute("aria-invalid")
  if (!text) {
    answers.show([])
    status.say("")
    return
  }
  try {
    if (!loading) status.say("Loading the numbers …")
    const data = await load()
    if (turn === page.asked) draw(page, answered(text, data))
  } catch (error) {
    if (turn === page.asked) answers.fail(failure(`The numbers could not be loaded: ${error.message}.`, () => show(page)))
  }
}

/** What the address asks into the field. */
function reread(page) {
  page.input.value = asks(location.search)
  return show(page)
}

/** Build the field and the place of the answers inside `place`. */
export async function mount(place) {
  const { input, form, examples } = question(settled(() => {
    const text = input.value.trim()
    replaceQuery(text && `numbers=${encodeURIComponent(text)}`)
    show(page)
  }, WAIT_MS))
  const page = { input, status: statusLine({ id: "nwt-claims-status" }), answers: answerList(), asked: 0 }
  input.addEventListener("focus", () => load().catch(() => {}), { once: true }) // told when an answer is asked for
  place.replaceChildren(form, examples, page.status.line, page.status.voice, page.answers.list, page.answers.more)
  await reread(page)
  window.location$?.subscribe(url => {
    if (place.isConnected && url.pathname === location.pathname && asks(url.search) !== input.value.trim()) reread(page)
  })
}
