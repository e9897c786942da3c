/** Windows has no load average, and an invented one would be compared with real ones: nothing is reported. */
import type { WindowsCollector } from '../collector.ts'

export const windowsLoad: WindowsCollector = { query: null, parse: () => [] }
