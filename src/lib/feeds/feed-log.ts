/** Where a feed reports what a person may want to read; the worker filters and stamps it. Must not throw. */
export type FeedLog = (level: FeedLogLevel, text: string) => void

export type FeedLogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'
