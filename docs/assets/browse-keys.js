/*
 * The keyboard in the browse table: one stop for Tab, and the arrow keys inside, as the grid pattern of the ARIA
 * Authoring Practices has it.
 *
 * Arrow keys, Home, End, Page Up and Page Down move from cell to cell, with Control to the first and the last row; Enter sorts
 * by a header (with Shift as a further key) and opens the page of a row; Space picks a row to compare.
 */

/** What takes the focus in a cell: its button, box or link, else the cell itself. */
const target = one => one.querySelector("button, input, a") ?? one

/* Row -1 is the head, column 0 the boxes: a reader who tabs in stands on the first header. `stop`: the one element that Tab reaches. */
const AT_FIRST = { row: -1, column: 1, width: 2, stop: null }

/** What takes the focus in the cell that the keyboard is in; null where its row is not in the page. */
function current({ table }, { row, column }) {
  const line = row < 0 ? table.tHead.rows[0] : table.querySelector(`tbody tr[aria-rowindex="${row + 2}"]`)
  return line && target(line.cells[Math.min(column, line.cells.length - 1)])
}

/** Have Tab reach that, and nothing else in the table. */
function refresh(grid, at) {
  const next = current(grid, at)
  if (next === at.stop) return
  if (at.stop) at.stop.tabIndex = -1
  at.stop = next
  if (at.stop) at.stop.tabIndex = 0
}

/** How high the rows are that can be seen below the head. */
const seenHeight = ({ region, table }) => region.clientHeight - table.tHead.offsetHeight

/** Scroll so far that a row stands below the head. */
function reveal(grid, row) {
  if (row < 0) return
  const { region, rowHeight } = grid
  const top = row * rowHeight
  const height = seenHeight(grid)
  if (top < region.scrollTop) region.scrollTop = top
  else if (top + rowHeight > region.scrollTop + height) region.scrollTop = top + rowHeight - height
}

function move(grid, at, [row, column]) {
  at.row = Math.max(-1, Math.min(grid.count() - 1, row))
  at.column = Math.max(0, Math.min(at.width - 1, column))
  reveal(grid, at.row)
  grid.draw()
  at.stop.focus({ preventScroll: true })
  at.stop.scrollIntoView({ block: "nearest", inline: "nearest" })
}

/** The rows that Page Up and Page Down leap over. */
const leap = grid => Math.max(1, Math.floor(seenHeight(grid) / grid.rowHeight) - 1)

/** Where a key leads to from a row and a column: {row, column, width} in a table, with Control or without. */
const MOVES = {
  ArrowUp: ({ row, column }) => [row - 1, column], ArrowDown: ({ row, column }) => [row + 1, column],
  ArrowLeft: ({ row, column }) => [row, column - 1], ArrowRight: ({ row, column }) => [row, column + 1],
  PageUp: ({ row, column }, grid) => [Math.max(row - leap(grid), Math.min(row, 0)), column],
  PageDown: ({ row, column }, grid) => [row + leap(grid), column],
  Home: ({ row }, grid, control) => [control ? -1 : row, 0],
  End: ({ row, width }, grid, control) => [control ? grid.count() - 1 : row, width - 1],
}

/** What a key does in a table. */
function press(grid, at, event) {
  if (event.altKey || event.metaKey) return
  const lead = MOVES[event.key]
  if (lead) {
    event.preventDefault()
    move(grid, at, lead(at, grid, event.ctrlKey))
  } else if (event.key === " " && at.row >= 0) {
    event.preventDefault()
    grid.toggle(at.row)
  } else if (event.key === "Enter" && at.row >= 0 && event.target.tagName !== "A") {
    event.target.closest("tr").querySelector("a").click()
  }
}

/** A click moves the stop to where it was. */
function follow(grid, at, clicked) {
  const [cell, line] = [clicked.closest("th, td"), clicked.closest("tr")]
  if (!cell) return
  at.row = line.parentElement === grid.table.tHead ? -1 : line.getAttribute("aria-rowindex") - 2
  at.column = cell.cellIndex
  refresh(grid, at)
}

/**
 * The keyboard in a grid {table, region, rowHeight, count, draw, toggle}: `count()` rows of `rowHeight`; `draw()` brings the
 * row of `place()` into the page; `toggle(place)` picks a row.
 */
export function keyboard(grid) {
  const at = { ...AT_FIRST }
  grid.table.addEventListener("keydown", event => press(grid, at, event))
  grid.table.addEventListener("focusin", event => follow(grid, at, event.target))
  return {
    refresh: () => refresh(grid, at),
    focus: () => at.stop?.focus(),
    place: () => at.row,
    columns: many => { at.width = many },
    home: () => { at.row = AT_FIRST.row },
  }
}
