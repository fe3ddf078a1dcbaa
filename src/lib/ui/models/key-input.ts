/**
 * Takes a secret out of its field for handing it over: the field is empty from then on, and no state of
 * the page ever holds what was in it.
 */
export function takeSecret(input: HTMLInputElement): string {
  const secret = input.value
  input.value = ''
  return secret
}
