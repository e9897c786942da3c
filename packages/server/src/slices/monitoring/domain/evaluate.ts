/** The state of one thing under one rule: raised and cleared by thresholds of their own, each held for its time; without data it is unknown. */
import type { Level, Rule, State } from './rules.ts'

export type Sample = { at: number; value: number }

/** Times are Unix milliseconds. A condition's start is null where it does not hold. */
export type RuleState = {
  /** What it was when last known. */
  level: Level
  /** No sample yet, or none for too long. */
  missing: boolean
  /** Since when `shown` is what it is. */
  since: number
  last: Sample | null
  aboveWarning: number | null
  aboveCritical: number | null
  belowWarning: number | null
  belowCritical: number | null
}

export type Transition = { from: State; to: State; at: number; value: number | null }

export function firstState(now: number): RuleState {
  return {
    level: 'ok',
    missing: true,
    since: now,
    last: null,
    aboveWarning: null,
    aboveCritical: null,
    belowWarning: null,
    belowCritical: null,
  }
}

/** What people are shown. */
export function shown(state: RuleState): State {
  return state.missing ? 'unknown' : state.level
}

/**
 * `samples` in the order of their times; what is not newer than the last one is passed over.
 * `heardSince`: since when we have been listening without a break. For silence before that nobody but we can be blamed.
 */
export function evaluate(
  rule: Rule,
  state: RuleState,
  samples: readonly Sample[],
  now: number,
  heardSince: number,
): { state: RuleState; transitions: Transition[] } {
  const transitions: Transition[] = []
  let current = state
  const move = (next: RuleState, at: number): void => {
    const from = shown(current)
    const to = shown(next)
    current = from === to ? next : { ...next, since: at }
    if (from !== to) transitions.push({ from, to, at, value: next.last?.value ?? null })
  }
  for (const sample of samples) {
    if (current.last !== null && sample.at <= current.last.at) continue
    move(take(rule, current, sample), sample.at)
  }
  const silentSince = Math.max(current.last?.at ?? current.since, heardSince)
  if (!current.missing && now - silentSince >= rule.missingAfterS * 1000) {
    move({ ...current, missing: true, aboveWarning: null, aboveCritical: null, belowWarning: null, belowCritical: null }, now)
  }
  return { state: current, transitions }
}

function take(rule: Rule, state: RuleState, sample: Sample): RuleState {
  const { at, value } = sample
  // What held before a gap is not known to have held through it.
  const gap = state.last !== null && at - state.last.at >= rule.missingAfterS * 1000
  const since = (start: number | null, holds: boolean): number | null => (holds ? (gap ? at : (start ?? at)) : null)
  const next: RuleState = {
    ...state,
    missing: false,
    last: sample,
    aboveWarning: since(state.aboveWarning, value >= rule.warning.raise),
    aboveCritical: since(state.aboveCritical, value >= rule.critical.raise),
    belowWarning: since(state.belowWarning, value < rule.warning.clear),
    belowCritical: since(state.belowCritical, value < rule.critical.clear),
  }
  return { ...next, level: levelOf(rule, next, at) }
}

function levelOf(rule: Rule, state: RuleState, at: number): Level {
  const held = (start: number | null, seconds: number): boolean => start !== null && at - start >= seconds * 1000
  if (state.level !== 'critical' && held(state.aboveCritical, rule.critical.raiseForS)) return 'critical'
  if (state.level === 'ok') return held(state.aboveWarning, rule.warning.raiseForS) ? 'warning' : 'ok'
  if (held(state.belowWarning, rule.warning.clearForS) && (state.level === 'warning' || held(state.belowCritical, rule.critical.clearForS)))
    return 'ok'
  if (state.level === 'critical' && held(state.belowCritical, rule.critical.clearForS)) return 'warning'
  return state.level
}
