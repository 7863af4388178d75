/* The numbers behind the scatter page: those of the browse table, and single fields of the dataset when an axis asks. */
import { choicesOf, fill, rowsOf } from "./browse-model.js"
import { remembering } from "./dom.js"
import { metricsOf } from "./scatter-model.js"

const BROWSE = new URL("browse/", import.meta.url)
const FIELDS = new URL("metrics/", import.meta.url)

/**
 * Rows, metrics, versions and the choices of the filter; `ready(px, metrics)` puts the numbers of a size into the
 * rows: those of the browse table, and of each metric that has a file.
 */
export async function openData() {
  const get = remembering()
  const [index, fields] = await Promise.all([get(new URL("index.json", BROWSE)), get(new URL("index.json", FIELDS))])
  const rows = rowsOf(index)
  async function ready(px, metrics) {
    const files = metrics.filter(metric => metric.file)
    const column = metric => metric.sizes.includes(px) ? get(new URL(`${px}/${metric.key}.json`, FIELDS)) : null
    const [numbers, ...columns] = await Promise.all([get(new URL(`${px}.json`, BROWSE)), ...files.map(column)])
    return () => {
      fill(rows, numbers, px)
      files.forEach(({ key }, place) => rows.forEach(row => { row[key] = columns[place]?.[row.place] ?? null }))
    }
  }
  return { rows, choices: choicesOf(index), metrics: metricsOf(fields, index.accuracy), versions: fields.versions, ready }
}
