import { groupDigits } from '../core/group-digits'
import { quoted } from '../core/json-place'
import { sha256Hex } from '../core/hash'
import type { Engine } from '../engine/engine'
import type { Finding } from './finding'
import type { LogIndex } from './log-index'
import type { ShareFile, SharedHashes } from './share-file'

/** Whether the log knows all decisions whose words are in the file. */
export function checkStray(
  { decisions }: ShareFile,
  at: number | undefined,
  engine: Engine,
): Finding | undefined {
  const stray = at === undefined ? undefined : decisions[at]
  if (stray === undefined) return undefined
  const { run, tick } = stray
  const whose = `${quoted(engine.runs[run]?.name ?? '')}’s decision on tick ${tick}`
  const what = `decisions[${at}]: The log knows no words of ${whose}.`
  return { at: undefined, what, expected: 'no words', got: `words in words.texts[${at}]` }
}

/** Whether the prompts are those the log names, and none besides. */
export function checkPrompts({ prompts }: ShareFile, index: LogIndex): Finding | undefined {
  for (const [at, { hash, text }] of prompts.entries()) {
    const got = text === undefined ? hash : sha256Hex(text)
    if (got !== hash) {
      const what = `prompts[${at}].text: The prompt is not the one its hash names.`
      return { at: undefined, what, expected: hash, got }
    }
    if (index.prompts.has(hash)) continue
    const what = `prompts[${at}].hash: No agent of the match has this prompt.`
    return { at: undefined, what, expected: 'a prompt the log names', got: hash }
  }
  return undefined
}

/** Whether the hashes of the parts, and that of the whole, are those of what is there. */
export function checkHashes(made: SharedHashes, said: SharedHashes): Finding | undefined {
  const name = (['match', 'prompts', 'decisions', 'words', 'results'] as const).find(
    (part) => made[part] !== said[part],
  )
  if (name !== undefined) return unlike(`hashes.${name}`, `${name} in the file`, made[name], said[name])
  for (const [at, hash] of made.segments.entries()) {
    const got = said.segments[at] ?? ''
    if (hash !== got) return unlike(`hashes.segments[${at}]`, `segments[${at}]`, hash, got)
  }
  if (made.whole === said.whole) return undefined
  const parts = 'the file: software, exportedAt or the hash itself was changed'
  return unlike('hashes.whole', parts, made.whole, said.whole)
}

function unlike(place: string, of: string, expected: string, got: string): Finding {
  return { at: undefined, what: `${place}: This is not the hash of ${of}.`, expected, got }
}

/** What a sound file leaves out, a sentence each. */
export function notesOn(file: ShareFile, index: LogIndex, engine: Engine): readonly string[] {
  const hidden = index.prompts.size - file.prompts.filter(({ text }) => text !== undefined).length
  const silent = index.decisions - file.decisions.length
  const going = engine.status === 'ended' ? [] : ['The match had not ended when the file was made.']
  return [
    ...(hidden === 0
      ? []
      : [`${counted(hidden, 'system prompt is', 'system prompts are')} not in the file, only by hash.`]),
    ...(silent === 0 ? [] : [wordsMissing(silent, index.decisions, file.decisions[0]?.tick)]),
    ...going,
  ]
}

function wordsMissing(silent: number, all: number, first: number | undefined): string {
  if (first === undefined) return 'The words of decisions are not in the file, only their hashes.'
  const [some, whole] = [silent, all].map((count) => groupDigits(String(count)))
  return `The words of ${some} of ${whole} decisions are not in the file, only their hashes; the first that are there are of tick ${first}.`
}

function counted(count: number, one: string, many: string): string {
  return `${groupDigits(String(count))} ${count === 1 ? one : many}`
}
