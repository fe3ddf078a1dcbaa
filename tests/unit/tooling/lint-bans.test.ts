// Plants what the pure rooms may not use and expects the linter to object: a ban that never bites
// is no ban.
import { ESLint } from 'eslint'
import { beforeAll, describe, expect, test } from 'vitest'

let linter: ESLint
beforeAll(() => {
  // Types are not needed for the bans, and the planted file is in no project.
  linter = new ESLint({
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted') || ruleId.startsWith('max-'),
  })
})

async function objections(filePath: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath })
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message)
}

const PURE = ['stats', 'market', 'accounts', 'engine', 'analytics', 'match']
const BANNED = [
  ...['Date.now()', 'new Date()', 'Date()', 'Math.random()', 'performance.now()'],
  ...['Math.exp(1)', 'Math.log(1)', 'Math.pow(2, 2)', 'Math.sin(1)', 'Math.cbrt(1)', '2 ** 3'],
  ...['setTimeout(f)', 'setInterval(f)', 'requestAnimationFrame(f)', 'fetch(x)'],
  ...['console.log(1)', 'localStorage.x', 'indexedDB.x', 'globalThis.fetch(x)', 'parseFloat(x)'],
  ...['Number.parseFloat(x)', 'x as ProductId', 'x.toLocaleString()', 'crypto.randomUUID()'],
]
const FINE = [
  ...['Math.sqrt(2)', 'Math.floor(2)', 'Math.round(2)', 'Math.abs(2)', 'Math.imul(2, 3)'],
  ...['new Date(0)', 'ProductId.parse(x)', 'a * b'],
]

describe('in the pure rooms', () => {
  test.each(BANNED)('%s is banned', async (code) => {
    for (const room of PURE) {
      expect(await objections(`src/lib/${room}/planted.ts`, `${code};\n`)).toHaveLength(1)
    }
  })

  test.each(FINE)('%s is fine', async (code) => {
    expect(await objections('src/lib/engine/planted.ts', `${code};\n`)).toEqual([])
  })

  test('core may raise bigints to a power and make a ProductId', async () => {
    const code = 'export const a = 10n ** 8n;\nexport const b = x as ProductId;\n'
    expect(await objections('src/lib/core/planted.ts', code)).toEqual([])
    expect(await objections('src/lib/core/planted.ts', 'Math.pow(2, 2);\n')).toHaveLength(1)
  })
})

describe('everywhere', () => {
  test.each(['x.innerHTML = y', 'parseFloat(x)', 'x as ProductId', 'x as unknown as Y'])(
    '%s is banned',
    async (code) => {
      expect(await objections('src/lib/ui/planted.ts', `${code};\n`)).toHaveLength(1)
    },
  )

  test('files and components have a largest size', async () => {
    const lines = (count: number): string => 'f();\n'.repeat(count)
    expect(await objections('src/lib/ui/planted.ts', lines(401))).toEqual(['max-lines'])
    expect(await objections('src/lib/ui/planted.ts', lines(400))).toEqual([])
    const component = `<script>\n${lines(199)}</script>\n`
    expect(await objections('src/lib/ui/Planted.svelte', component)).toEqual(['max-lines'])
  })

  test('so have functions', async () => {
    const code = `export function f() {\n${'g();\n'.repeat(50)}}\n`
    expect(await objections('src/lib/ui/planted.ts', code)).toEqual(['max-lines-per-function'])
  })
})
