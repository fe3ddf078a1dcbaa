/** Names and numbers as DNS has them: nothing in it could mean more than one host in a security policy. */
const REMOTE = /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/
const THIS_MACHINE = /^http:\/\/localhost(?::\d{1,5})?$/

/** Whether model calls may go there: one https host, or this machine under its name `localhost`. */
export function isProviderOrigin(origin: string): boolean {
  return REMOTE.test(origin) || THIS_MACHINE.test(origin)
}

/** Whether a browser will ask the person before anything may be reached there. */
export function isThisMachine(origin: string): boolean {
  return THIS_MACHINE.test(origin)
}
