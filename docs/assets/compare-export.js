/* What is compared, for export.js: a row for each architecture and size. */
import { BY_KEY } from "./browse-columns.js"
import { exportColumns } from "./browse-export.js"
import { aboutOf } from "./browse-words.js"
import { measured } from "./compare-data.js"
import { toQuery } from "./compare-state.js"
import { latexText } from "./export.js"
import { exportMenu } from "./export-menu.js"

const KEYS = [
  "name", "zoo", "size", "parameters", "macs", "activations", "batch_norm", "buffers", "inference", "training", "feature_bytes", "top1",
]
/** The identifier on arXiv of a paper's address, or nothing. */
const arxivOf = ({ url }) => /^https:\/\/arxiv\.org\/abs\/(\d{4}\.\d{4,5})$/.exec(url)?.[1]

/** Papers on arXiv that the library names for an architecture itself, and not only for its family. */
const papersOf = one => (one.papers_of === "architecture" ? one.papers.filter(arxivOf) : [])

/** BibTeX of a paper, as generator/render/citing.py writes it; a test holds them together. */
function bibtex(paper) {
  const id = arxivOf(paper)
  const fields = {
    title: paper.title && `{${latexText(paper.title)}}`, year: `20${id.slice(0, 2)}`, eprint: id, archivePrefix: "arXiv", url: paper.url,
  }
  const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name.padEnd("archivePrefix".length)} = {${value}}`)
  return `@misc{arXiv:${id},\n${lines.join(",\n")}\n}`
}

/** The papers as a column: identifiers, in LaTeX to cite, in Markdown to follow. */
function paperColumn(architectures) {
  const byKey = new Map(architectures.map(one => [one.key, papersOf(one)]))
  const told = write => ({ key }) => byKey.get(key).map(write).join(" ")
  return {
    name: "arxiv", label: "Paper", kind: "text", value: told(arxivOf), latex: told(paper => `\\cite{arXiv:${arxivOf(paper)}}`),
    markdown: told(paper => `[${arxivOf(paper)}](${paper.url})`),
  }
}

const BATCHES = { use: "inference", batch: "" }

/** Fill the export box; `view()` gives {architectures, state, release}. */
export function mountExport(place, view) {
  exportMenu(place, () => {
    const { architectures, state, release } = view()
    const rows = architectures.flatMap(one => state.px.map(px => measured(one, px)))
    const columns = KEYS.filter(key => key !== "top1" || rows.some(({ top1 }) => top1 !== null)).map(key => BY_KEY.get(key))
    const browse = { ...BATCHES, unit: state.unit, bytes: state.bytes }
    const query = toQuery({ ...state, a: architectures.map(({ key }) => key) }, true)
    return {
      columns: [...exportColumns(columns, browse), paperColumn(architectures)], rows, release,
      references: [...new Set(architectures.flatMap(papersOf).map(bibtex))], bytes: state.bytes, about: aboutOf(columns, browse),
      url: `${location.origin}${location.pathname}?${query}`, file: `netweight-${release.versions.netweight}-compare`,
      note: `${rows.length} rows: each architecture at each size`,
    }
  })
}
