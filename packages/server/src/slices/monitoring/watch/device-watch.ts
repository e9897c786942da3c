/** One device under the rules, in memory: takes what it measured, and tells how it stands. */
import type { DeviceRecords, OpenAlert } from '../domain/reconcile.ts'
import {
  deviceState,
  isComplete,
  type Silence,
  silenceLimitMs,
  type WantedAlert,
  type Watched,
  wantedAlerts,
} from '../domain/device-state.ts'
import { evaluate, firstState, type RuleState } from '../domain/evaluate.ts'
import { DEFAULT_RULES, isWorse, type Rule, SILENCE, type State } from '../domain/rules.ts'
import { planSignals, readSignals, type Signal, type SignalPlan } from '../domain/signals.ts'
import type { DeviceSeries } from '../ingest/catalogue.ts'
import type { DeviceMemory } from '../ingest/fleet.ts'

export type DeviceWatch = {
  watched: Map<string, Watched>
  plan: SignalPlan
  /** How many series the plan was made for. */
  planned: number
  signals: Signal[]
  silent: boolean
  silentSince: number
  /** Since when the device and we have heard of each other without a break. */
  heardSince: number
  records: DeviceRecords
}

/** A thing that is not measured any more, such as an unplugged disk, is let go after a day. */
const LET_GO_MS = 86_400_000

export function createDeviceWatch(now: number, rules: readonly Rule[] = DEFAULT_RULES): DeviceWatch {
  const watched = new Map<string, Watched>()
  for (const rule of rules) if (rule.required) watched.set(keyOf(rule.id, ''), { rule, subject: '', state: firstState(now) })
  return {
    watched,
    plan: [],
    planned: -1,
    signals: [],
    silent: false,
    silentSince: now,
    heardSince: now,
    records: { alerts: [], incidents: [] },
  }
}

/** What was open when this instance took over goes on from there. */
export function resume(watch: DeviceWatch, records: DeviceRecords, rules: readonly Rule[] = DEFAULT_RULES): void {
  watch.records = records
  for (const alert of records.alerts) {
    if (alert.rule === SILENCE.id) Object.assign(watch, { silent: true, silentSince: alert.since })
    const rule = rules.find((one) => one.id === alert.rule)
    if (rule === undefined) continue
    const key = keyOf(rule.id, alert.subject)
    watch.watched.set(key, { rule, subject: alert.subject, state: resumedState(watch.watched.get(key)?.state, alert) })
  }
}

/** What this instance saw by itself counts too: it may have seen it grow worse, and it has to see it well for the time of clearing. */
function resumedState(own: RuleState | undefined, { state, since }: OpenAlert): RuleState {
  const known = own ?? { ...firstState(since), missing: state === 'unknown' }
  return state === 'unknown' || isWorse(known.level, state) ? known : { ...known, level: state, since }
}

/** Takes the newest values. `listeningSince`: since when this instance has been listening without a break. */
export function takeMeasurements(
  watch: DeviceWatch,
  memory: DeviceMemory,
  series: DeviceSeries,
  now: number,
  listeningSince: number,
  rules: readonly Rule[] = DEFAULT_RULES,
): void {
  if (watch.planned !== series.numbers.size) {
    watch.plan = planSignals(series.types)
    watch.planned = series.numbers.size
  }
  watch.signals = readSignals(watch.plan, memory.times, memory.values)
  for (const { name, subject, at, value } of watch.signals) {
    for (const rule of rules) {
      if (rule.signal !== name) continue
      const key = keyOf(rule.id, subject)
      const known = watch.watched.get(key)?.state ?? firstState(now)
      const { state } = evaluate(rule, known, [{ at, value }], now, Math.max(watch.heardSince, listeningSince))
      watch.watched.set(key, { rule, subject, state })
    }
  }
}

export type Standing = { state: State; why: string | null; wanted: WantedAlert[] }

export function stand(
  watch: DeviceWatch,
  memory: DeviceMemory | undefined,
  enrolledAt: number,
  now: number,
  listeningSince: number,
): Standing {
  const lastHeardAt = memory?.lastHeardAt ?? null
  judgeSilence(watch, memory, enrolledAt, now, listeningSince)
  if (!watch.silent) {
    for (const [key, one] of watch.watched) {
      const { state } = evaluate(one.rule, one.state, [], now, Math.max(watch.heardSince, listeningSince))
      if (!one.rule.required && state.missing && now - (state.last?.at ?? state.since) > LET_GO_MS) watch.watched.delete(key)
      else watch.watched.set(key, { ...one, state })
    }
  }
  const all = [...watch.watched.values()]
  const silence: Silence = { silent: watch.silent, lastHeardAt, since: watch.silentSince }
  const wanted = wantedAlerts(all, silence, now)
  return { ...deviceState(wanted, silence, isComplete(all)), wanted }
}

function judgeSilence(watch: DeviceWatch, memory: DeviceMemory | undefined, enrolledAt: number, now: number, listeningSince: number): void {
  const lastHeardAt = memory?.lastHeardAt ?? 0
  const quietSince = Math.max(lastHeardAt, enrolledAt, listeningSince)
  const limit = silenceLimitMs(memory?.intervalMs ?? null)
  if (watch.silent) {
    if (lastHeardAt <= watch.silentSince) return
    watch.silent = false
    watch.heardSince = lastHeardAt
  } else if (now - quietSince >= limit) {
    watch.silent = true
    watch.silentSince = now
  }
}

function keyOf(rule: string, subject: string): string {
  return `${rule}\n${subject}`
}
