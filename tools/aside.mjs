// Runs another script of Node’s aside: `node tools/aside.mjs script [arguments]` lets all else on the machine go first,
// and yet gets a little of a busy one. The processes it starts inherit that.
import { writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const LOW = constants.priority.PRIORITY_BELOW_NORMAL

/** Linux may weigh whole sessions against each other, by a priority of their own; not every Linux does. */
function yieldAsSession() {
  try {
    writeFileSync('/proc/self/autogroup', String(LOW))
  } catch {
    // then the priority of the process is all that counts
  }
}

setPriority(LOW)
yieldAsSession()
const script = resolve(process.argv[2] ?? '')
process.argv.splice(1, 2, script)
await import(pathToFileURL(script).href)
