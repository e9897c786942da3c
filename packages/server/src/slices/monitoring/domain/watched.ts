/** What may be said of how long systems were watched in a month: the hours in which something was measured, never more. */
import type { Tone } from '@mainstay/contract/reports'

/** `hours`: of the month so far, those in which something of it was measured. `since`: the first of them; null without any. */
export type WatchedSystem = { hostname: string; hours: number; since: Date | null }

/** The part of the month that is over: `hours` long, `running` when more of it is to come. Days are told in `zone`. */
export type Period = { from: Date; hours: number; running: boolean; zone: string }

export type Watching = 'whole' | 'with-gaps' | 'part' | 'never'

/** The newest hours may not be written out yet, and a restart takes its minutes. */
const WHOLE = 0.95
const NOT_WRITTEN_HOURS = 2
/** A desktop that runs from eight to five on workdays has a quarter of a month; less than a fifth says nothing of the month. */
const LEAST = 0.2
const LATE_MS = 2 * 86_400_000

export function watchingOf({ hours, since }: WatchedSystem, { from, hours: all }: Period): Watching {
  if (hours === 0 || since === null) return 'never'
  if (hours >= (all - NOT_WRITTEN_HOURS) * WHOLE) return 'whole'
  return since.getTime() - from.getTime() > LATE_MS || hours < all * LEAST ? 'part' : 'with-gaps'
}

/** How the sentence begins, and what stands of the rest at its end. At least one of the systems was heard. */
export function watchedWords(systems: readonly WatchedSystem[], period: Period): { begin: string; end: string } {
  const judged = systems.map((one) => ({ ...one, watching: watchingOf(one, period) }))
  const heard = judged.filter(({ watching }) => watching !== 'never')
  const rest = judged.some(({ watching }) => watching === 'part' || watching === 'never') ? ', and of the rest nothing is known' : ''
  const month = period.running ? 'the month so far' : 'the month'
  const whole = `the whole month${period.running ? ' so far' : ''}`
  const [one] = judged
  if (judged.length === 1 && one !== undefined)
    return {
      begin: one.watching === 'whole' ? `Your system was watched ${whole}` : `Your system was watched ${howLong(one, period)} of ${month}`,
      end: rest,
    }
  const who = heard.length === judged.length ? `All ${judged.length} systems` : `${heard.length} of ${judged.length} systems`
  const partly = heard.filter(({ watching }) => watching !== 'whole').length
  if (partly === 0) return { begin: `${who} were watched ${whole}`, end: rest }
  return { begin: `${who} were watched, ${partly === heard.length ? 'none of them' : `${partly} of them not`} ${whole}`, end: rest }
}

/** "since 24 November, in 1 of the 571 hours"; the day only where it began late. */
export function howLong({ hours, since }: WatchedSystem, { from, hours: all, zone }: Period): string {
  const late = since !== null && since.getTime() - from.getTime() > LATE_MS ? `since ${dayOf(since, zone)}, ` : ''
  return `${late}in ${hours} of the ${all} hours`
}

export function toneOfWatching(watching: readonly Watching[]): Tone {
  return watching.some((one) => one === 'part' || one === 'never') ? 'unknown' : 'good'
}

function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' }).format(at)
}
