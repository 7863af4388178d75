/*
 * A table as CSV, JSON, Markdown or LaTeX, with its source in it.
 *
 * A column is {name, label, kind, prefix, value, bound}: `name` in CSV and JSON, `label` in the others; `kind` is "text", "count",
 * "bytes", "share" or "percent"; `value(row)` is a text, an exact integer, a pair [part, whole] of a share, percent, or null; `bound(row)` says
 * whether the number is a lower bound. CSV and JSON hold exact integers of base units, the others are rounded, once
 * and half up, to the unit in the head of the column.
 */

const DECIMAL = { "": [0, ""], k: [3, "k"], M: [6, "M"], G: [9, "G"] }
const BINARY = { k: [10, "Ki"], M: [20, "Mi"], G: [30, "Gi"] }
const MOST_DECIMALS = 4

/** Numerator and denominator of a unit, and its name: {denominator, unit}. */
function unitOf({ kind, prefix = "" }, bytes) {
  if (kind === "share" || kind === "percent") return { denominator: 1n, unit: "%" }
  const binary = kind === "bytes" && bytes === "mib"
  const [power, name] = (binary ? BINARY : DECIMAL)[prefix]
  return { denominator: (binary ? 2n : 10n) ** BigInt(power), unit: name + (kind === "bytes" ? "B" : "") }
}

/** A fraction of integers; of a share in percent. */
function fraction(kind, value, denominator) {
  if (kind === "percent") return [BigInt(Math.round(1000 * value)), 1000n]
  return kind === "share" ? [100n * BigInt(value[0]), BigInt(value[1] || 1)] : [BigInt(value), denominator]
}

/** Decimals by which the smallest number of a column keeps three digits: two to four, one for percent. */
function decimalsOf(fractions) {
  const positive = fractions.filter(([top]) => top > 0n)
  for (let decimals = 2; decimals < MOST_DECIMALS; decimals++)
    if (positive.every(([top, bottom]) => top * 10n ** BigInt(decimals) >= 100n * bottom)) return decimals
  return positive.length > 0 ? MOST_DECIMALS : 2
}

/** A fraction with a number of decimals, half up; what would round to nothing is "<0.01". */
export function fixed([top, bottom], decimals) {
  const scaled = 10n ** BigInt(decimals)
  const steps = (2n * top * scaled + bottom) / (2n * bottom)
  const text = of => `${of / scaled}${decimals ? `.${String(of % scaled).padStart(decimals, "0")}` : ""}`
  return steps === 0n && top > 0n ? `<${text(1n)}` : text(steps)
}

/** Head and cells of a rounded table; `signs` are what a dash, "at least" and "less than" look like. */
function roundedTable(columns, rows, bytes, signs, written) {
  const made = columns.map(column => {
    if (column.kind === "text") return { head: column.label, cells: rows.map(row => (column[written] ?? column.value)(row)) }
    const { denominator, unit } = unitOf(column, bytes)
    const values = rows.map(column.value)
    const fractions = values.map(value => (value === null ? null : fraction(column.kind, value, denominator)))
    const decimals = unit === "%" ? 1 : decimalsOf(fractions.filter(Boolean))
    const cells = fractions.map((one, place) => {
      if (one === null) return signs.none
      const text = fixed(one, decimals).replace("<", signs.less)
      return column.bound?.(rows[place]) ? signs.least + text : text
    })
    return { head: unit ? `${column.label} [${unit}]` : column.label, cells }
  })
  return { heads: made.map(({ head }) => head), lines: rows.map((_, place) => made.map(({ cells }) => cells[place])) }
}

/** Named values of a row, exact: a share is its part, a bound has a column of its own. */
function exactRow(columns, row) {
  const values = {}
  for (const column of columns) {
    const value = column.value(row) ?? null
    if (column.kind === "share") values[column.name] = value && value[0]
    else if (column.name === "size") [values.height_px, values.width_px] = sidesOf(value)
    else values[column.name] = value
    if (column.bound) values[`${column.name}_at_least`] = column.bound(row)
  }
  return values
}

const sidesOf = size => {
  const [height, width = height] = size.split("x").map(Number)
  return [height, width]
}

const quoted = value => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

function csv({ columns, rows, release, url }) {
  const lines = rows.map(row => ({ ...exactRow(columns, row), release: release.versions.netweight, view: url }))
  const heads = Object.keys(lines[0] ?? exactHeads(columns))
  return [heads, ...lines.map(Object.values)]
    .map(line => line.map(value => quoted(value === null ? "" : String(value))).join(",")).join("\n") + "\n"
}

const exactHeads = columns => ({ ...Object.fromEntries(columns.map(({ name }) => [name, null])), release: null, view: null })

function json({ columns, rows, release, url, about }) {
  const source = { name: "Netweight", url, about, ...release }
  return `${JSON.stringify({ source, rows: rows.map(row => exactRow(columns, row)) }, null, 1)}\n`
}

/** "Netweight 0.1.0 (torch 2.14.1, torchvision 0.29.1, timm 1.0.31)". */
export const releaseText = ({ versions: { netweight, torch, torchvision, timm } }) =>
  `Netweight ${netweight} (torch ${torch}, torchvision ${torchvision}, timm ${timm})`

function markdown({ columns, rows, release, url, about, bytes }) {
  const { heads, lines } = roundedTable(columns, rows, bytes, { none: "–", least: "≥ ", less: "< " }, "markdown")
  const line = cells => `| ${cells.map(cell => cell.replace(/[\\|]/g, "\\$&")).join(" | ")} |`
  const rule = columns.map(({ kind }) => (kind === "text" ? "---" : "---:"))
  return [line(heads), line(rule), ...lines.map(line), "", `Source: ${releaseText(release)}, <${url}>. ${about}`, ""].join("\n")
}

const LATEX = {
  "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "×": "$\\times$", "γ": "$\\gamma$", "β": "$\\beta$",
  "–": "--",
}

/** A text that LaTeX prints as it is. */
export const latexText = text => text.replace(/[\\&%$#_{}~^×γβ–]/g, sign => LATEX[sign] ?? `\\${sign}`)

function latex({ columns, rows, release, url, about, bytes, references = [] }) {
  const signs = { none: "\u0000", least: "\u0001", less: "\u0002" }
  const { heads, lines } = roundedTable(columns, rows, bytes, signs, "latex")
  const written = { "\u0000": "--", "\u0001": "$\\geq$\\,", "\u0002": "$<$\\,", "\u00a0": "~" }
  const cited = text => text.replace(/[\u0000\u0001\u0002\u00a0]/g, sign => written[sign])
  const line = cells => `${cells.map((cell, place) => (columns[place].latex ? cell : cited(latexText(cell)))).join(" & ")} \\\\`
  const remarks = [`${releaseText(release)}`, url, about, "Cite as \\cite{netweight}; needs \\usepackage{booktabs}.",
    ...[release.bibtex, ...references].join("\n").split("\n")]
  return [
    ...remarks.map(remark => `% ${remark}`),
    `\\begin{tabular}{${columns.map(({ kind }) => (kind === "text" ? "l" : "r")).join("")}}`,
    "\\toprule", line(heads), "\\midrule", ...lines.map(line), "\\bottomrule", "\\end{tabular}", "",
  ].join("\n")
}

/** What a table can be written as: name, ending, media type, and how. */
export const FORMATS = [
  { name: "CSV", ending: "csv", type: "text/csv", write: csv },
  { name: "JSON", ending: "json", type: "application/json", write: json },
  { name: "Markdown", ending: "md", type: "text/markdown", write: markdown },
  { name: "LaTeX", ending: "tex", type: "application/x-tex", write: latex },
]
