import type { CatalogRows, DatasetRow, SpanRow } from '../../lab/catalog/bar-store'

/** The catalogue for browsers that keep nothing. */
export class MemoryCatalog implements CatalogRows {
  readonly #datasets = new Map<string, DatasetRow>()
  readonly #spans = new Map<string, SpanRow>()

  datasets(): Promise<readonly DatasetRow[]> {
    return Promise.resolve([...this.#datasets.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))
  }

  dataset(id: string): Promise<DatasetRow | undefined> {
    return Promise.resolve(this.#datasets.get(id))
  }

  spans(dataset: string): Promise<readonly SpanRow[]> {
    const spans = [...this.#spans.values()].filter((span) => span.dataset === dataset)
    return Promise.resolve(spans.sort((a, b) => a.range.from - b.range.from))
  }

  commit(dataset: DatasetRow, spans: readonly SpanRow[], dropped: readonly string[]): Promise<void> {
    this.#datasets.set(dataset.id, dataset)
    for (const id of dropped) this.#spans.delete(id)
    for (const span of spans) this.#spans.set(span.id, span)
    return Promise.resolve()
  }

  async remove(dataset: string): Promise<void> {
    this.#datasets.delete(dataset)
    for (const { id } of await this.spans(dataset)) this.#spans.delete(id)
  }
}
