/** The production build, as any static host would serve it. */
import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, serveTools } from './repository-tools'

const BUILT = join('dist', 'index.html')
/** What the build is made of. */
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'svelte.config.js',
  'tools/vite',
  'package-lock.json',
]

/** When a file, or the newest in a folder, was last changed; 0 when there is none. Epoch milliseconds. */
async function changed(path: string): Promise<number> {
  const info = await stat(join(REPOSITORY, path)).catch(() => undefined)
  if (info === undefined) return 0
  if (!info.isDirectory()) return info.mtimeMs
  const inside = await readdir(join(REPOSITORY, path))
  return Math.max(0, ...(await Promise.all(inside.map((name) => changed(join(path, name))))))
}

async function build(): Promise<void> {
  const vite = join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error('the site could not be built')
}

/** Serves the build on a free port, built anew when the source is newer. */
export async function serveSite(): Promise<{ readonly url: string; close(): void }> {
  const newest = Math.max(...(await Promise.all(SOURCES.map(changed))))
  if ((await changed(BUILT)) < newest) await build()
  const { serve } = await serveTools()
  return serve({ port: 0 })
}
