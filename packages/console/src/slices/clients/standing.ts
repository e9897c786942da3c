/** How a client stands, recovery first: good needs every system proven, and a copy elsewhere (design: semantics, decisions). */
import type { DeviceList } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { count } from '../../ui/format.ts'
import { type Tone, worst } from '../../ui/tone.ts'
import { devicesTitle, devicesTone } from '../devices/wording.ts'
import { boardTitle } from '../recovery/standing.ts'

export type Reason = { tone: Tone; text: string }
export type ClientStanding = { tone: Tone; word: string; reasons: Reason[] }

/** The platform keeps one copy of each backup. Until it records a second one, nobody is called good. */
const ONE_COPY: Reason = {
  tone: 'attention',
  text: 'There is one copy of the backups. Whoever destroys this server’s disk destroys them: no second copy is recorded.',
}

export function clientStanding(systems: readonly DeviceRecovery[], devices: Pick<DeviceList, 'counts'> | undefined): ClientStanding {
  if (systems.length === 0)
    return { tone: 'unknown', word: 'Not known', reasons: [{ tone: 'unknown', text: 'No system has enrolled, so nothing is known yet.' }] }
  const reasons = [recoveryReason(systems), ...promiseReasons(systems), ONE_COPY, ...(devices === undefined ? [] : [healthReason(devices)])]
  const tone = worst(reasons.map((reason) => reason.tone))
  return { tone, word: WORDS[tone], reasons }
}

/** The answer at the head of Clients, once how each stands is known. */
export function clientsTitle(total: number, standings: readonly Pick<ClientStanding, 'tone'>[]): string {
  if (total === 0) return 'There are no clients yet'
  if (standings.length < total) return `You look after ${count(total, 'client')}`
  const open = standings.filter(({ tone }) => tone === 'broken' || tone === 'unknown').length
  if (open > 0 && total === 1) return 'The one client is not proven to come back'
  if (open > 0) return `${open} of ${count(total, 'client')} ${open === 1 ? 'is' : 'are'} not proven to come back`
  return total === 1 ? 'The one client is proven to come back' : `All ${count(total, 'client')} are proven to come back`
}

const WORDS: Record<Tone, string> = {
  good: 'Good standing',
  attention: 'Not in good standing yet',
  unknown: 'Not known to come back',
  broken: 'Could not come back',
}

function recoveryReason(systems: readonly DeviceRecovery[]): Reason {
  const broken = systems.some(({ standing }) => standing === 'failed' || standing === 'not-protected')
  const unproven = systems.some(({ standing }) => standing === 'unproven')
  return { tone: broken ? 'broken' : unproven ? 'unknown' : 'good', text: `${boardTitle(systems)}.` }
}

/** What was achieved in tests falls short of what was promised. */
function promiseReasons(systems: readonly DeviceRecovery[]): Reason[] {
  const late = systems.filter(({ promised, rpoSeconds, rto }) => {
    if (promised === null) return false
    return (rpoSeconds !== null && rpoSeconds > promised.rpoSeconds) || (rto.last !== null && rto.last > promised.rtoSeconds)
  })
  if (late.length === 0) return []
  return [
    {
      tone: 'attention',
      text: `${count(late.length, 'system')} fell short of the promised RPO or RTO: ${late.map(({ hostname }) => hostname).join(', ')}.`,
    },
  ]
}

function healthReason(devices: Pick<DeviceList, 'counts'>): Reason {
  return { tone: devicesTone(devices), text: `${devicesTitle(devices)}.` }
}
