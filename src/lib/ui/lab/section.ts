/** The parts the page shows one at a time, and how its address names them. Pure. */
const SECTIONS = ['backtest', 'sweep', 'risk', 'data'] as const

export type Section = (typeof SECTIONS)[number]

/** What `#/lab?…` asks for; the backtest unless it names another. */
export function sectionOf(query: string): Section {
  const wanted = new URLSearchParams(query).get('section')
  return SECTIONS.find((section) => section === wanted) ?? 'backtest'
}

/** The page's address, below `#`, with a section on show. */
export function pathOfSection(section: Section): string {
  return section === 'backtest' ? '/lab' : `/lab?section=${section}`
}
