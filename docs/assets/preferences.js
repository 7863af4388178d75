/*
 * The units that a reader prefers, remembered for every page of this site: MACs or FLOPs, MB or MiB.
 *
 * An address that names a unit is followed; what a reader chooses is remembered, what an address says is not.
 */
const KEY = "netweight.units"

export const UNITS = { unit: ["macs", "flops"], bytes: ["mb", "mib"] }

/** What a choice of each is called. */
export const UNIT_NAMES = { macs: "MACs", flops: "FLOPs = 2 × MACs", mb: "MB = 10⁶ bytes", mib: "MiB = 2²⁰ bytes" }

/** What multiply-accumulates are counted in, in a state. */
export const macsIn = ({ unit }) => (unit === "flops" ? "FLOPs" : "MACs")

/** What was chosen last: {unit, bytes}, each only where it is one of those. */
export function preferred() {
  let known = {}
  try {
    known = JSON.parse(localStorage.getItem(KEY)) ?? {}
  } catch (error) {
    console.info(`units are not remembered: ${error.message}`)
  }
  return Object.fromEntries(Object.entries(UNITS).filter(([key, names]) => names.includes(known[key]))
    .map(([key]) => [key, known[key]]))
}

/** Remember the units of a state. */
export function prefer({ unit, bytes }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ unit, bytes }))
  } catch (error) {
    console.info(`units are not remembered: ${error.message}`)
  }
}
