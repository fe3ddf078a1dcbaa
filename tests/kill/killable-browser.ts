/** A Chromium with a profile on disk whose processes can be stopped, continued and killed all at once. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'

const ANNOUNCEMENT = /DevTools listening on (ws:\S+)/
const PATIENCE = 60_000

const ARGUMENTS = [
  ...['--headless', '--remote-debugging-port=0', '--window-size=1280,900'],
  ...['--no-default-browser-check', '--password-store=basic', '--use-mock-keychain'],
  ...['--disable-crash-reporter', '--disable-breakpad', '--mute-audio'],
]

export interface BrowserSetup {
  readonly executablePath: string
  /** Where the profile is; what a killed browser left in it, the next one finds. */
  readonly profile: string
  readonly args: readonly string[]
}

export class KillableBrowser {
  private constructor(
    private readonly process: ChildProcess,
    private readonly connected: Browser,
    readonly context: BrowserContext,
  ) {}

  /** @throws when the browser does not say within a minute where it listens. */
  static async open(setup: BrowserSetup): Promise<KillableBrowser> {
    const args = [...ARGUMENTS, `--user-data-dir=${setup.profile}`, ...setup.args, 'about:blank']
    // A process group of its own, so that no signal to it reaches anybody else.
    const child = spawn(setup.executablePath, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    // Nothing else would end a group of its own.
    const orphan = (): void => signalTree(child, 'SIGKILL')
    process.once('exit', orphan)
    child.once('exit', () => process.off('exit', orphan))
    // Pages are as visible as they would be to a person, and no more.
    const connected = await chromium.connectOverCDP(await addressOf(child), { noDefaults: true })
    const [context] = connected.contexts()
    if (context === undefined) throw new Error('the browser has no window')
    return new KillableBrowser(child, connected, context)
  }

  /** SIGKILL to every process of the browser, as a power cut would end them; resolves once they are gone. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve))
    this.signal('SIGKILL')
    if (this.process.exitCode === null && this.process.signalCode === null) await gone
    await this.connected.close().catch(() => undefined) // its other end is gone
  }

  /** To the whole tree. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    signalTree(this.process, name)
  }
}

/** The browser itself first, so that it starts no child in between. */
function signalTree({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return
  for (const each of [pid, ...descendantsOf(pid)]) sendTo(each, name)
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (why: string): void => reject(new Error(`${why}: ${said.slice(-500)}`))
    const timer = setTimeout(() => fail('the browser did not start'), PATIENCE)
    child.stderr?.on('data', (chunk: Buffer) => {
      // Read to the end of its life: a full pipe would stop it.
      if (said.length < 20_000) said += chunk.toString()
      const address = ANNOUNCEMENT.exec(said)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
    child.once('exit', () => fail('the browser ended'))
    child.once('error', reject)
  })
}

/** Children, their children, and so on. */
function descendantsOf(root: number): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number))
  const found = [root]
  for (const parent of found) {
    for (const [pid, ppid] of pairs) if (ppid === parent && pid !== undefined) found.push(pid)
  }
  return found.slice(1)
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // gone already
  }
}
