// Registers the service worker that reopens the app without a network.
import { absoluteUrl } from './workers/spawn'
import { trustedScriptUrl } from './workers/trusted'

/** Without it the app still works; only reopening it offline does not. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return
  const script = trustedScriptUrl(absoluteUrl('sw.js'))
  navigator.serviceWorker.register(script).catch((error: unknown) => {
    console.warn('The app will not reopen offline:', error)
  })
}
