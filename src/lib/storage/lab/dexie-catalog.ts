import type { CatalogRows, DatasetRow, SpanRow } from '../../lab/catalog/bar-store'
import { parseRow } from '../parse-row'
import { guarded } from './lab-failures'
import type { LabDatabase } from './lab-database'
import { datasetSchema, spanSchema } from './lab-rows'

/** The catalogue of bars in IndexedDB. */
export class DexieCatalog implements CatalogRows {
  constructor(private readonly database: LabDatabase) {}

  datasets(): Promise<readonly DatasetRow[]> {
    return guarded(async () => {
      const rows = await this.database.table('datasets').toArray()
      return rows.map((row) => parseRow(datasetSchema, row, 'A row of the library'))
    })
  }

  dataset(id: string): Promise<DatasetRow | undefined> {
    return guarded(async () => {
      const row = await this.database.table('datasets').get(id)
      return row === undefined ? undefined : parseRow(datasetSchema, row, 'A row of the library')
    })
  }

  spans(dataset: string): Promise<readonly SpanRow[]> {
    return guarded(async () => {
      const rows = await this.database.table('spans').where('dataset').equals(dataset).toArray()
      const spans = rows.map((row) => parseRow(spanSchema, row, 'A row of the library'))
      return spans.sort((a, b) => a.range.from - b.range.from)
    })
  }

  async commit(dataset: DatasetRow, spans: readonly SpanRow[], dropped: readonly string[]): Promise<void> {
    const row = parseRow(datasetSchema, dataset, 'A new row of the library')
    const rows = spans.map((span) => parseRow(spanSchema, span, 'A new row of the library'))
    await this.database.write(['datasets', 'spans'], async () => {
      await this.database.table('datasets').put(row)
      await this.database.table('spans').bulkDelete([...dropped])
      await this.database.table('spans').bulkPut(rows)
    })
  }

  async remove(dataset: string): Promise<void> {
    await this.database.write(['datasets', 'spans'], async () => {
      await this.database.table('datasets').delete(dataset)
      await this.database.table('spans').where('dataset').equals(dataset).delete()
    })
  }
}
