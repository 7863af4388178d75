/*
 * Pointing at a drawing's points, by mouse, by finger and by keyboard: the nearest point is the one that is meant, its
 * words stand beside it, and a link lies over it, so that every way of opening a link works.
 */
import { element, shape } from "./dom.js"

/* Within reach of a pointer; the ring around a point; from a point to its label. */
const [REACH_PX, RING_PX, APART_PX] = [22, 9, 14]
const LEAP = 10

/** What the nearest of some points to a place is, if it is within reach. */
export function nearest(drawn, x, y, reach) {
  let [found, least] = [null, reach * reach]
  for (const one of drawn) {
    const distance = (one.x - x) ** 2 + (one.y - y) ** 2
    if (distance <= least) [found, least] = [one, distance]
  }
  return found
}

/** The walk of the arrow keys: the places of every point from left to right and from bottom to top. */
export function orders(drawn) {
  const by = compare => [...drawn].sort(compare)
  return { across: by((a, b) => a.x - b.x || b.y - a.y), upwards: by((a, b) => b.y - a.y || a.x - b.x) }
}

const STEPS = {
  ArrowRight: ["across", 1], ArrowLeft: ["across", -1], ArrowUp: ["upwards", 1], ArrowDown: ["upwards", -1],
  PageUp: ["across", LEAP], PageDown: ["across", -LEAP], Home: ["across", -Infinity], End: ["across", Infinity],
}

/** The point that a key leads to from another one; undefined for keys that lead nowhere. */
export function step(walk, from, key) {
  if (!STEPS[key]) return undefined
  const [order, by] = STEPS[key]
  const places = walk[order]
  const to = Math.max(0, Math.min(places.length - 1, places.indexOf(from) + by))
  return places[to]
}

/** Say of an element that a plot stands in it: one thing, which has keys of its own. */
export function announce(place, label) {
  for (const [name, value] of [["role", "application"], ["aria-label", label], ["aria-roledescription", "plot"]])
    place.setAttribute(name, value)
}

const CIRCLES = [["nw-reach", REACH_PX], ["nw-ring", RING_PX]]

/** How many pixels of the page a unit of the view box is. */
const scaleOf = svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width

/** Lay the cursor's link and circles, which keep their size on the screen, over a point. */
function point(cursor, { link, x, y }, scale) {
  cursor.setAttribute("href", link.getAttribute("href"))
  for (const [place, [, radius]] of CIRCLES.entries())
    for (const [name, value] of [["cx", x], ["cy", y], ["r", radius / scale]])
      cursor.children[place].setAttribute(name, value)
}

/** Stand a label beside a point of the drawing, inside of the frame: below, where there is room, else above. */
function stand(label, { x, y }, place, svg) {
  const [frame, drawing, scale] = [place.getBoundingClientRect(), svg.getBoundingClientRect(), scaleOf(svg)]
  const [left, top] = [drawing.left - frame.left + x * scale, drawing.top - frame.top + y * scale]
  const below = top + APART_PX + label.offsetHeight <= frame.height
  label.style.top = `${below ? top + APART_PX : top - APART_PX - label.offsetHeight}px`
  label.style.left = `${Math.max(0, Math.min(left - label.offsetWidth / 2, frame.width - label.offsetWidth))}px`
}

/** What is shown of the point that is meant: {cursor, tell}; `tell(null)` hides it. */
function marker(place, svg) {
  const label = element("div", { class: "nw-tip", hidden: true })
  const cursor = shape("a", { class: "nw-cursor", tabindex: -1, "aria-hidden": "true" },
    ...CIRCLES.map(([name]) => shape("circle", { class: name })))
  place.append(label)
  svg.append(cursor)
  cursor.style.display = "none"
  function tell(one) {
    label.hidden = one === null
    cursor.style.display = one === null ? "none" : ""
    if (one === null) return
    point(cursor, one, scaleOf(svg))
    label.textContent = one.link.getAttribute("aria-label")
    stand(label, one, place, svg)
  }
  return { cursor, tell }
}

/** The pointer tells of the nearest point, and where none is near of the one that the keyboard is at. */
function followPointer(svg, drawn, tell) {
  const focused = () => drawn.find(one => one.link === document.activeElement) ?? null
  const under = ({ clientX, clientY }) => {
    const [drawing, scale] = [svg.getBoundingClientRect(), scaleOf(svg)]
    return nearest(drawn, (clientX - drawing.left) / scale, (clientY - drawing.top) / scale, REACH_PX / scale)
  }
  for (const type of ["pointermove", "pointerdown"]) svg.addEventListener(type, event => tell(under(event) ?? focused()))
  svg.addEventListener("pointerleave", () => tell(focused()))
}

/** The keyboard walks from point to point; Tab comes back to the one that it left. */
function followKeys(svg, drawn, { cursor, tell }) {
  const walk = orders(drawn)
  const byLink = new Map(drawn.map(one => [one.link, one]))
  if (walk.across.length > 0) walk.across[0].link.setAttribute("tabindex", 0)
  svg.addEventListener("focusin", event => {
    const one = byLink.get(event.target.closest("a"))
    if (!one) return
    for (const other of svg.querySelectorAll("a[tabindex='0']")) other.setAttribute("tabindex", -1)
    one.link.setAttribute("tabindex", 0)
    tell(one)
  })
  /* A press on the link takes the focus from a point; hiding it then would lose the click. */
  svg.addEventListener("focusout", event => { if (event.relatedTarget !== cursor) tell(null) })
  svg.addEventListener("keydown", event => {
    const next = step(walk, byLink.get(document.activeElement), event.key)
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    next.link.focus({ preventScroll: true })
  })
}

/**
 * Make the points {link, x, y} of `svg`, which lies in `place`, ones that can be pointed at. x and y are units of the
 * view box, whose first two numbers are 0.
 */
export function mountPointer(place, svg, drawn) {
  const mark = marker(place, svg)
  followPointer(svg, drawn, mark.tell)
  followKeys(svg, drawn, mark)
}
