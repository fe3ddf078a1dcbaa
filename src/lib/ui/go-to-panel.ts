/** Panels of the page that others lead to, by the id of their section. */
export const PANEL_IDS = { risk: 'panel-risk', stops: 'panel-stops' } as const

/** Scrolls a panel into view and gives it the keyboard's focus. The address stays: it names the screen. */
export function goToPanel(id: string): void {
  const panel = document.getElementById(id)
  if (panel === null) return
  panel.tabIndex = -1
  panel.scrollIntoView({ block: 'start' })
  panel.focus({ preventScroll: true })
}
