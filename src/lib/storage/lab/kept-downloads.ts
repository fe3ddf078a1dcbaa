import type { DownloadShelf, KeptDownload } from '../../lab/catalog/download-types'
import { parseRow } from '../parse-row'
import { type LabDatabase, soundRows } from './lab-database'
import { downloadSchema } from './lab-rows'
import { LabShelf } from './lab-shelf'

/** Downloads that have not ended. */
export class KeptDownloads implements DownloadShelf {
  readonly #shelf: LabShelf

  constructor(database: LabDatabase | undefined) {
    this.#shelf = new LabShelf(database, 'downloads')
  }

  list(): Promise<readonly KeptDownload[]> {
    return this.#shelf.quietly(async (downloads) => {
      return soundRows(downloadSchema, await downloads.toArray(), 'A kept download')
    }, [])
  }

  keep(download: KeptDownload): Promise<void> {
    return this.#shelf.quietly(async (downloads) => {
      const { id, product, granularity, range } = download
      await downloads.put(parseRow(downloadSchema, { id, product, granularity, range }, 'A new download'))
    }, undefined)
  }

  forget(id: string): Promise<void> {
    return this.#shelf.quietly((downloads) => downloads.delete(id), undefined)
  }
}
