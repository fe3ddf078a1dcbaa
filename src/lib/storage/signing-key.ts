import { Dexie, type DexieOptions } from 'dexie'

const NAME = 'arena-signing'
const ID = 'own'

/**
 * The key this browser signs shared matches with, made when it is first wanted. Its secret half can be used
 * here and read nowhere. `make` may answer undefined where the browser knows no such keys.
 */
export async function signingKey(
  options: DexieOptions,
  make: () => Promise<CryptoKeyPair | undefined>,
): Promise<CryptoKeyPair | undefined> {
  const database = new Dexie(NAME, options)
  database.version(1).stores({ keys: 'id' })
  const keys = database.table<{ readonly id: string; readonly pair: CryptoKeyPair }, string>('keys')
  try {
    const kept = await keys.get(ID)
    if (kept !== undefined) return kept.pair
    const pair = await make()
    if (pair !== undefined) await keys.add({ id: ID, pair })
    return pair
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // Two tabs made one at the same time and the first counts, or nothing can be kept here: then it serves once.
    return (await keys.get(ID).catch(() => undefined))?.pair ?? (await make())
  } finally {
    database.close()
  }
}
