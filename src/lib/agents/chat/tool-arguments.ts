import { type Result, err, ok } from '../../core/result'
import { reasonOf } from '../reason-of'

/** Text in quotation marks, or a number outside of any. Only for text that is JSON. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** A double gives back every decimal of so many significant digits. */
const DIGITS_A_DOUBLE_KEEPS = 15

/**
 * The arguments of a tool call as its model wrote them. A number of more digits than a double keeps comes as
 * its own text, so that a quantity is exactly what was asked for. Nothing written means no arguments.
 * Broken JSON is a sentence; nothing of it is guessed.
 */
export function parseArguments(text: string): Result<unknown, string> {
  if (text.trim() === '') return ok({})
  try {
    JSON.parse(text)
    return ok(JSON.parse(text.replace(TEXT_OR_NUMBER, keepExactly)))
  } catch (cause) {
    return err(`The arguments are no valid JSON: ${reasonOf(cause)}.`)
  }
}

function keepExactly(literal: string): string {
  if (literal.startsWith('"')) return literal
  const [mantissa = ''] = literal.split(/[eE]/)
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '')
  return digits.length > DIGITS_A_DOUBLE_KEEPS ? `"${literal}"` : literal
}

/** Arguments as they may be sent back: some providers refuse a conversation that holds broken JSON. */
export function echoedArguments(text: string): string {
  if (text.trim() === '') return '{}'
  return parseArguments(text).ok ? text : JSON.stringify({ unreadable: text })
}
