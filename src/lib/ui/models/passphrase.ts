/** Why what was typed cannot be a passphrase; undefined when it can. Its worker judges how strong it is. */
export function passphraseFault(passphrase: string): string | undefined {
  return passphrase === '' ? 'Type a passphrase first.' : undefined
}

/** As {@link passphraseFault}, of a new one, which is typed twice. */
export function newPassphraseFault(passphrase: string, again: string): string | undefined {
  if (passphrase === again) return passphraseFault(passphrase)
  return 'The two passphrases differ. Type them once more.'
}
