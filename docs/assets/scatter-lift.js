/* Rows of a legend that lift their points out of a drawing. */

/** While a row is under the pointer or has the keyboard's focus, the other groups are faint. `named`: its group's class. */
export function lift(rows, svg, named) {
  for (const row of rows) {
    const group = svg.querySelector(`g.${named(row)}`)
    const set = on => () => {
      svg.classList.toggle("nw-plane--lifted", on)
      group.classList.toggle("nw-lifted", on)
    }
    for (const type of ["pointerenter", "focusin"]) row.addEventListener(type, set(true))
    for (const type of ["pointerleave", "focusout"]) row.addEventListener(type, set(false))
  }
}
