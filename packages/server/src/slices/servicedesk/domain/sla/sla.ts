/** The service level of one ticket, as a pure function of its events, the policy, the calendar and now (design: semantics, 2). */
import type { Calendar, SlaAnswer, SlaEvent, SlaPolicy, SlaState, SlaTarget } from '@mainstay/contract/servicedesk'
import { type ClockOutcome, runClock } from './clock.ts'
import { instant, ledgerOf } from './ledger.ts'
import { brokenRule } from './rule.ts'
import { type Timeline, timelineOf } from './timeline.ts'
import { type WorkingTime, workingTime } from './working-time.ts'

/** `now` in whole seconds since 1970. Throws servicedesk.sla-rule, which names the rule that the input breaks. */
export function sla(events: readonly SlaEvent[], policy: SlaPolicy, calendar: Calendar | WorkingTime, now: number): SlaAnswer {
  const time = 'weekly' in calendar ? workingTime(calendar) : calendar
  const timeline = timelineOf(events, policy, time.zone, now)
  const { opened, responded, resolved, paused, stretches } = timeline
  const runs = stretches.filter(({ kind }) => kind === 'runs')
  const response = runClock(
    {
      opened,
      // It never pauses.
      runs: [{ from: opened, to: responded ?? now }],
      targets: targetsOf(timeline, policy, 'response'),
      done: responded,
      paused: false,
      now,
    },
    time,
  )
  const resolution = runClock(
    { opened, runs: joined(runs), targets: targetsOf(timeline, policy, 'resolution'), done: resolved, paused, now },
    time,
  )
  return {
    response: response && clockOf(response, responded, false),
    resolution: resolution && {
      ...clockOf(resolution, resolved, paused),
      remainingSeconds: Math.max(0, resolution.target.seconds - resolution.consumed),
    },
    breaches: [breachOf('response', response), breachOf('resolution', resolution)]
      .flat()
      .toSorted((a, b) => a.deadline.localeCompare(b.deadline)),
    ledger: ledgerOf(stretches, time),
  }
}

function targetsOf(
  { priorities }: Timeline,
  policy: SlaPolicy,
  clock: 'response' | 'resolution',
): { from: number; target: SlaTarget | null }[] {
  return priorities.map(({ from, name }) => {
    const targets = Object.hasOwn(policy.priorities, name) ? policy.priorities[name] : undefined
    if (targets === undefined) throw brokenRule(`the policy has no priority "${name}".`)
    return { from, target: targets[clock] ?? null }
  })
}

/** Stretches that follow each other at once are one: a change of status is not a pause. */
function joined(runs: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = []
  for (const { from, to } of runs) {
    const last = result.at(-1)
    if (last !== undefined && last.to === from) last.to = to
    else result.push({ from, to })
  }
  return result
}

/** `breached` outranks `met` and `paused`. */
function clockOf(
  outcome: ClockOutcome,
  done: number | null,
  paused: boolean,
): { state: SlaState; deadline: string | null; consumedSeconds: number; at: string | null } {
  const state = outcome.breach !== null ? 'breached' : done !== null ? 'met' : paused ? 'paused' : 'running'
  return {
    state,
    deadline: outcome.deadline === null ? null : instant(outcome.deadline),
    consumedSeconds: outcome.consumed,
    at: done === null ? null : instant(done),
  }
}

function breachOf(clock: 'response' | 'resolution', outcome: ClockOutcome | null): SlaAnswer['breaches'] {
  return outcome?.breach == null ? [] : [{ clock, deadline: instant(outcome.breach.deadline), target: outcome.breach.target }]
}
