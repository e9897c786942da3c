/** Good standing, recovery first: every system proven and with a copy elsewhere; a signed decline is never good (design: semantics, 8). */
import type { Standing } from '@mainstay/contract/recommendations'
import type { Id } from '@mainstay/kernel'

export type System = {
  deviceId: Id
  hostname: string
  standing: 'proven' | 'failed' | 'unproven' | 'not-protected'
  /** Whether its backups lie in a second place too; null where nothing is recorded. */
  copied: boolean | null
}

/** A decline about recovery that stands; without devices it is about the whole client. */
export type Decline = { recommendationId: Id; title: string; by: string; on: string; deviceIds: readonly Id[] }

export function standingOf(systems: readonly System[], declines: readonly Decline[]): Standing {
  if (systems.length === 0)
    return {
      standing: 'unknown',
      reasons: [{ text: 'No system has enrolled, so nothing is known yet.', tone: 'unknown', recommendationId: null }],
    }
  const short = systems.filter((one) => one.standing !== 'proven' || one.copied !== true)
  const declined = declines.filter(({ deviceIds }) => short.some(({ deviceId }) => isAbout(deviceIds, deviceId)))
  const uncovered = short.filter(({ deviceId }) => !declined.some(({ deviceIds }) => isAbout(deviceIds, deviceId)))
  const reasons = [...proofReasons(systems), ...copyReasons(systems), ...declined.map(declineReason)]
  if (short.length === 0)
    return {
      standing: 'good',
      reasons: [{ text: 'Every system is proven to come back, and has a copy elsewhere.', tone: 'good', recommendationId: null }],
    }
  // Declined stands only where all that is missing was declined: what nobody was asked about is still ours to solve.
  return { standing: uncovered.length === 0 ? 'declined' : 'not-good', reasons }
}

function isAbout(deviceIds: readonly Id[], deviceId: Id): boolean {
  return deviceIds.length === 0 || deviceIds.includes(deviceId)
}

type Reason = Standing['reasons'][number]

function proofReasons(systems: readonly System[]): Reason[] {
  const of = (standing: System['standing']): string[] => systems.filter((one) => one.standing === standing).map(({ hostname }) => hostname)
  const line = (names: string[], tone: Reason['tone'], text: string): Reason[] =>
    names.length === 0 ? [] : [{ text: `${listed(names)}: ${text}.`, tone, recommendationId: null }]
  return [
    ...line(of('failed'), 'broken', 'the last extraction test failed'),
    ...line(of('not-protected'), 'broken', 'nothing is backed up'),
    ...line(of('unproven'), 'unknown', 'not proven to come back at the level of its policy'),
  ]
}

function copyReasons(systems: readonly System[]): Reason[] {
  const without = systems.filter(({ copied }) => copied !== true)
  if (without.length === 0) return []
  const names = without.length === systems.length ? 'No system' : null
  return [
    {
      text:
        names === null
          ? `${listed(without.map(({ hostname }) => hostname))}: no copy in a second place is recorded.`
          : `${names} has a recorded copy in a second place.`,
      tone: 'attention',
      recommendationId: null,
    },
  ]
}

function declineReason({ recommendationId, title, by, on }: Decline): Reason {
  return { text: `“${title}” was declined by ${by} on ${on}.`, tone: 'attention', recommendationId }
}

/** Three names, and how many more. */
function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
