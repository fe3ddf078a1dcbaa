/**
 * The repository's own tools. They find their way by their own address, so they are loaded from where they lie
 * and not bundled into a bench; `npm run bench` runs in the repository.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const REPOSITORY = process.cwd()

const load = (tool: string): Promise<unknown> =>
  import(/* @vite-ignore */ pathToFileURL(join(REPOSITORY, 'tools', tool)).href)

type BrowserTools = typeof import('../../tools/browser.mjs')
type ServeTools = typeof import('../../tools/serve.mjs')
type SizeTools = typeof import('../../tools/size.mjs')

export const browserTools = async (): Promise<BrowserTools> => (await load('browser.mjs')) as BrowserTools
export const serveTools = async (): Promise<ServeTools> => (await load('serve.mjs')) as ServeTools
export const sizeTools = async (): Promise<SizeTools> => (await load('size.mjs')) as SizeTools
