/** Colours for a canvas, which knows no custom properties: the tokens as the page has them now. */
export interface ChartTheme {
  readonly text: string
  readonly grid: string
  readonly line: string
  readonly panel: string
  readonly font: string
  color(css: string): string
}

/** Reads the theme off an element; made anew when the colour scheme changes. */
export function readTheme(node: HTMLElement): ChartTheme {
  const probe = document.createElement('span')
  probe.style.display = 'none'
  node.append(probe)
  const known = new Map<string, string>()
  const color = (css: string): string => {
    const seen = known.get(css)
    if (seen !== undefined) return seen
    node.append(probe)
    probe.style.color = css
    const resolved = toRgb(getComputedStyle(probe).color)
    probe.remove()
    known.set(css, resolved)
    return resolved
  }
  return {
    text: color('var(--dim)'),
    grid: color('color-mix(in srgb, var(--line) 55%, var(--panel))'),
    line: color('var(--line)'),
    panel: color('var(--panel)'),
    font: getComputedStyle(node).fontFamily,
    color,
  }
}

/** Answers what ends the listening. */
export function onSchemeChange(listener: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', listener)
  return () => scheme.removeEventListener('change', listener)
}

/** `rgb(r, g, b)` with an opacity. */
export function withAlpha(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((.+)\)$/, `rgba($1, ${alpha})`)
}

/** Computed colours may come as `oklab(…)` or `color(srgb …)`, which the chart cannot parse; a canvas turns them into bytes. */
function toRgb(css: string): string {
  if (css.startsWith('rgb')) return css
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d')
  if (context === null) return 'rgb(128, 128, 128)'
  context.fillStyle = css
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `rgb(${red}, ${green}, ${blue})`
}
