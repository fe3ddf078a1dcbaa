// Runs one bundled bench in a process of its own and sends its rows to bench.mjs.
import { pathToFileURL } from 'node:url'

const path = process.argv[2]
if (!path || !process.send) throw new Error('bench.mjs starts this; it is not run by hand.')
const { run } = await import(pathToFileURL(path).href)
const rows = await run()
process.send(rows, () => process.exit(0))
