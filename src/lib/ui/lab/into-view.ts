/** For what appears because somebody asked for it: scrolled to when it is not where one looks. */
export function intoView(node: HTMLElement): void {
  const { top } = node.getBoundingClientRect()
  if (top < 0 || top > innerHeight * 0.45) node.scrollIntoView({ block: 'start' })
}
