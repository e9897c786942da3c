/** The state of a device and the alerts that should be open for it, from the states of its rules and from its silence. */
import { DEFAULT_RULES, type Rule, SILENCE, type State } from './rules.ts'
import type { RuleState } from './evaluate.ts'
import { shown } from './evaluate.ts'
import { duration, percent } from './words.ts'

/** One thing under one rule. */
export type Watched = { rule: Rule; subject: string; state: RuleState }

export type Silence = {
  /** Never heard, or silent for too long. */
  silent: boolean
  /** Null: never heard since it was enrolled. */
  lastHeardAt: number | null
  since: number
}

export type WantedAlert = {
  rule: string
  subject: string
  cause: string
  state: Exclude<State, 'ok'>
  since: number
  summary: string
  why: { ruleName: string; value: number | null; threshold: number | null; forSeconds: number; detail: string }
}

/** While a device is silent, what was known of it stays open as it was: nothing more can be said, and one outage is one alert. */
export function wantedAlerts(watched: readonly Watched[], silence: Silence, now: number): WantedAlert[] {
  if (silence.silent) return [silenceAlert(silence, now), ...watched.flatMap((one) => (one.state.missing ? [] : ruleAlert(one, now)))]
  return watched.flatMap((one) => ruleAlert(one, now))
}

/** The worst there is; unknown beats ok, and silence beats all, since then nothing is known. */
export function deviceState(alerts: readonly WantedAlert[], silence: Silence, complete: boolean): { state: State; why: string | null } {
  if (silence.silent) return { state: 'unknown', why: alerts.find((alert) => alert.rule === SILENCE.id)?.summary ?? 'Not heard from.' }
  const worst = (['critical', 'warning', 'unknown'] as const)
    .map((state) => alerts.find((alert) => alert.state === state))
    .find((alert) => alert !== undefined)
  if (worst !== undefined) return { state: worst.state, why: worst.summary }
  return complete ? { state: 'ok', why: null } : { state: 'unknown', why: 'Not everything that is watched was measured yet.' }
}

/** True when each rule that every device must satisfy has a sample. */
export function isComplete(watched: readonly Watched[], rules: readonly Rule[] = DEFAULT_RULES): boolean {
  return rules.every((rule) => !rule.required || watched.some((one) => one.rule.id === rule.id && !one.state.missing))
}

/** How long a device may be silent, in milliseconds, given how often it speaks. */
export function silenceLimitMs(intervalMs: number | null): number {
  return Math.max(SILENCE.leastS * 1000, SILENCE.intervals * (intervalMs ?? 0))
}

function silenceAlert({ lastHeardAt, since }: Silence, now: number): WantedAlert {
  const summary = lastHeardAt === null ? 'Not heard from since it was enrolled' : 'Not heard from: the machine is down, or its agent'
  return {
    rule: SILENCE.id,
    subject: '',
    cause: SILENCE.cause,
    state: 'unknown',
    since,
    summary,
    why: {
      ruleName: SILENCE.name,
      value: null,
      threshold: null,
      forSeconds: Math.round((now - (lastHeardAt ?? since)) / 1000),
      detail:
        lastHeardAt === null
          ? 'It has not sent a measurement yet.'
          : `The last measurement came at ${new Date(lastHeardAt).toISOString()}. It counts as silent after ${SILENCE.intervals} of its intervals, at least ${SILENCE.leastS} s.`,
    },
  }
}

const WORDS: Record<Rule['signal'], (subject: string, value: string) => string> = {
  'filesystem.full': (subject, value) => `Disk ${subject} is ${value} full`,
  'memory.used': (_, value) => `Memory is ${value} used`,
  'cpu.busy': (_, value) => `The processor is ${value} busy`,
}
const UNKNOWN_WORDS: Record<Rule['signal'], (subject: string) => string> = {
  'filesystem.full': (subject) => `Disk ${subject} is no longer measured`,
  'memory.used': () => 'Memory is not measured',
  'cpu.busy': () => 'The processor is not measured',
}

function ruleAlert({ rule, subject, state }: Watched, now: number): WantedAlert[] {
  const level = shown(state)
  if (level === 'ok') return []
  // A device that just came has the time of a missing value to send its first.
  if (level === 'unknown' && state.last === null && now - state.since < rule.missingAfterS * 1000) return []
  const base = { rule: rule.id, subject, cause: rule.cause, state: level, since: state.since }
  if (level === 'unknown') {
    const detail = state.last === null ? 'It was never measured.' : `The last value came at ${new Date(state.last.at).toISOString()}.`
    const why = { ruleName: rule.name, value: state.last?.value ?? null, threshold: null, forSeconds: rule.missingAfterS, detail }
    return [{ ...base, summary: UNKNOWN_WORDS[rule.signal](subject), why }]
  }
  const threshold = rule[level]
  const value = state.last?.value ?? threshold.raise
  return [
    {
      ...base,
      summary: `${WORDS[rule.signal](subject, percent(value))} (limit ${percent(threshold.raise)})`,
      why: {
        ruleName: rule.name,
        value,
        threshold: threshold.raise,
        forSeconds: threshold.raiseForS,
        detail: `Raised at ${percent(threshold.raise)} held for ${duration(threshold.raiseForS)}; cleared below ${percent(threshold.clear)} held for ${duration(threshold.clearForS)}.`,
      },
    },
  ]
}
