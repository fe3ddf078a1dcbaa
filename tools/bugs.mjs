// `npm run bugs [-- words of a name]`: switches on one planted bug after the other and lists which simulation
// found it, and what it said. Ends with code 1 when one was missed.
import { spawn } from 'node:child_process'
import { ensureInstalled } from './install.mjs'
import { bundleSimulation } from './simulation-bundle.mjs'

ensureInstalled()
const script = await bundleSimulation('bugs-run')
const child = spawn(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' })
child.on('close', (code) => (process.exitCode = code ?? 1))
