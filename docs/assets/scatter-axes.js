/* Axes of drawings: where a value lies, and round numbers on the way. Pure functions. */

const ROOM = 0.03
const FEWEST_DECADES = 3
const MOST_TICKS = 6

/** The steps 1, 2, 5, 10, ... times a power of ten: the smallest that leads over `span` in at most `most` steps. */
export function roundStep(span, most) {
  const power = 10 ** Math.floor(Math.log10(span / most))
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step * most >= span * (1 - 1e-9))
}

/** Multiples of a round step between two values. */
function steps(low, high, most) {
  const step = roundStep(high - low, most)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)))
}

/** Powers of ten between two values; with 2 and 5 times them where there are few. */
function decades(low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const powers = Array.from({ length: last - first + 1 }, (_, place) => first + place)
  const inside = factors => powers.flatMap(power => factors.map(factor => Number((factor * 10 ** power).toPrecision(12))))
    .filter(value => value >= low && value <= high)
  const whole = inside([1])
  return whole.length >= FEWEST_DECADES ? whole : inside([1, 2, 5])
}

/** Low and high end of an axis around some values, with a little room at both ends. */
function domain(values, scale) {
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity])
  if (values.length === 0) return scale === "log" ? [1, 10] : [0, 1]
  if (scale === "log") {
    const room = high === low ? 2 : (high / low) ** ROOM
    return [low / room, high * room]
  }
  if (high === low) return low === 0 ? [0, 1] : [Math.min(0, 2 * low), Math.max(0, 2 * low)]
  const room = (high - low) * ROOM
  /* From zero, unless that would leave most of the axis empty. */
  const base = low >= 0 && low < high / 2 ? 0 : low - room
  return [base, high + room]
}

/** An axis from `start` to `end` in the drawing: `place(value)`, and ticks {value, at} that are round in `unit`. */
export function axisOf(values, scale, start, end, unit = 1) {
  const [low, high] = domain(values, scale)
  const of = scale === "log" ? Math.log10 : value => value
  const place = value => start + ((of(value) - of(low)) / (of(high) - of(low))) * (end - start)
  const most = Math.max(2, Math.min(MOST_TICKS, Math.floor(Math.abs(end - start) / 60)))
  const [least, greatest] = [low / unit, high / unit]
  const round = scale === "log" ? decades(least, greatest) : steps(least, greatest, most)
  const chosen = scale === "log" && round.length < 2 ? steps(least, greatest, most) : thinned(round, scale, most)
  return { start, end, place, ticks: chosen.map(value => ({ value: unit * value, at: place(unit * value) })) }
}

/** Every second, third ... tick of a logarithmic axis, where all would not fit. */
function thinned(values, scale, most) {
  const every = scale === "log" ? Math.ceil(values.length / (most + 3)) : 1
  return values.filter((_, place) => place % every === 0)
}
