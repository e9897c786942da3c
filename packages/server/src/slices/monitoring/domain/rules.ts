/** Rules as data, and those that ship. Each has its own way up and down, so that a value at the edge does not ring all night (design 4, 4). */

export type Level = 'ok' | 'warning' | 'critical'
export type State = Level | 'unknown'

/** What signals there are: all are shares from 0 to 1, where more is worse. */
export type SignalName = 'cpu.busy' | 'memory.used' | 'filesystem.full'

export type Threshold = {
  /** Reached or above for `raiseForS`: the level is raised. */
  raise: number
  raiseForS: number
  /** Below this for `clearForS`: it is cleared. Less than `raise`. */
  clear: number
  clearForS: number
}

export type Rule = {
  id: string
  name: string
  signal: SignalName
  /** Alerts of one cause are one incident of the device. */
  cause: string
  warning: Threshold
  critical: Threshold
  /** Without a sample for so long, the state is unknown: never ok. */
  missingAfterS: number
  /** Every device must have it; else only what was once seen can be missed. */
  required: boolean
}

export const DEFAULT_RULES: readonly Rule[] = [
  {
    id: 'filesystem-full',
    name: 'File system almost full',
    signal: 'filesystem.full',
    cause: 'storage',
    warning: { raise: 0.9, raiseForS: 300, clear: 0.87, clearForS: 300 },
    critical: { raise: 0.95, raiseForS: 120, clear: 0.93, clearForS: 300 },
    missingAfterS: 900,
    required: false,
  },
  {
    id: 'memory-used',
    name: 'Memory almost used up',
    signal: 'memory.used',
    cause: 'memory',
    warning: { raise: 0.92, raiseForS: 900, clear: 0.85, clearForS: 300 },
    critical: { raise: 0.97, raiseForS: 300, clear: 0.92, clearForS: 300 },
    missingAfterS: 900,
    required: true,
  },
  {
    id: 'cpu-busy',
    name: 'Processor busy for long',
    signal: 'cpu.busy',
    cause: 'processor',
    warning: { raise: 0.9, raiseForS: 1800, clear: 0.75, clearForS: 300 },
    critical: { raise: 0.98, raiseForS: 7200, clear: 0.9, clearForS: 600 },
    missingAfterS: 900,
    required: true,
  },
]

/** An agent counts as silent after so many of its own intervals, and not before so many seconds. */
export const SILENCE = { id: 'agent-silent', name: 'Machine or agent not heard', cause: 'silent', intervals: 4, leastS: 180 } as const

export function isWorse(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b)
}

const LEVELS: readonly Level[] = ['ok', 'warning', 'critical']
