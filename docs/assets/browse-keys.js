/*
 * The keyboard in the browse table: one stop for Tab, and the arrow keys inside, as the grid pattern of the ARIA
 * Authoring Practices has it.
 *
 * Arrow keys, Home, End, Page Up and Page Down move from cell to cell, with Control to the first and the last row; Enter sorts
 * by a header (with Shift as a further key) and opens the page of a row; Space picks a row to compare.
 */

/** What takes the focus in a cell: its button, box or link, else the cell itself. */
const target = one => one.querySelector("button, input, a") ?? one

/** `count()` rows of `rowHeight`; `draw()` brings the row of `place()` into the page; `toggle(place)` picks a row. */
export function keyboard({ table, region, rowHeight, count, draw, toggle }) {
  /* Row -1 is the head, column 0 the boxes: a reader who tabs in stands on the first header. */
  let [row, column, width, stop] = [-1, 1, 2, null]

  function current() {
    const line = row < 0 ? table.tHead.rows[0] : table.querySelector(`tbody tr[aria-rowindex="${row + 2}"]`)
    return line && target(line.cells[Math.min(column, line.cells.length - 1)])
  }

  /** The one element that Tab reaches. */
  function refresh() {
    const next = current()
    if (next === stop) return
    if (stop) stop.tabIndex = -1
    stop = next
    if (stop) stop.tabIndex = 0
  }

  /** Scroll so far that a row stands below the head. */
  function reveal() {
    if (row < 0) return
    const top = row * rowHeight
    const height = region.clientHeight - table.tHead.offsetHeight
    if (top < region.scrollTop) region.scrollTop = top
    else if (top + rowHeight > region.scrollTop + height) region.scrollTop = top + rowHeight - height
  }

  function move(nextRow, nextColumn) {
    row = Math.max(-1, Math.min(count() - 1, nextRow))
    column = Math.max(0, Math.min(width - 1, nextColumn))
    reveal()
    draw()
    stop.focus({ preventScroll: true })
    stop.scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  const page = () => Math.max(1, Math.floor((region.clientHeight - table.tHead.offsetHeight) / rowHeight) - 1)
  const moves = {
    ArrowUp: () => [row - 1, column], ArrowDown: () => [row + 1, column],
    ArrowLeft: () => [row, column - 1], ArrowRight: () => [row, column + 1],
    PageUp: () => [Math.max(row - page(), Math.min(row, 0)), column], PageDown: () => [row + page(), column],
    Home: control => [control ? -1 : row, 0], End: control => [control ? count() - 1 : row, width - 1],
  }

  table.addEventListener("keydown", event => {
    if (event.altKey || event.metaKey) return
    const act = moves[event.key]
    if (act) {
      event.preventDefault()
      move(...act(event.ctrlKey))
    } else if (event.key === " " && row >= 0) {
      event.preventDefault()
      toggle(row)
    } else if (event.key === "Enter" && row >= 0 && event.target.tagName !== "A") {
      event.target.closest("tr").querySelector("a").click()
    }
  })

  /* A click moves the stop to where it was. */
  table.addEventListener("focusin", event => {
    const [cell, line] = [event.target.closest("th, td"), event.target.closest("tr")]
    if (!cell) return
    ;[row, column] = [line.parentElement === table.tHead ? -1 : line.getAttribute("aria-rowindex") - 2, cell.cellIndex]
    refresh()
  })

  return {
    refresh,
    focus: () => stop?.focus(),
    place: () => row,
    columns: many => { width = many },
    home: () => { row = -1 },
  }
}
