/** Recovery's section in an owner's words: what was shown to come back by the end of the month, against what was promised. */
import { dayIn } from '@mainstay/kernel'
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import type { Database } from '../../../platform/database/index.ts'
import { oneClient } from '../../../platform/database/index.ts'
import { loadDevices } from '../../devices/index.ts'
import { type Proof, rpoAchieved, rtoAchieved, standing } from '../../recovery/index.ts'
import { asOf, daysOf, type Month } from '../domain/month.ts'
import { worst } from '../domain/verdict.ts'
import type { SectionSource } from '../ports.ts'
import { loadSystems, type ReportedSystem } from './recovery-records.ts'
import { duration } from './words.ts'

const TITLE = 'Could we come back?'

export function recoverySource(database: Database): SectionSource {
  return {
    id: 'recovery',
    title: TITLE,
    slot: 'side',
    section: async (clientId, month, now) => {
      const until = asOf(month, now)
      const systems = await database.transaction(oneClient(clientId), async (tx) =>
        loadSystems(
          tx,
          clientId,
          (await loadDevices(tx)).filter((one) => one.enrolledAt < until),
          until,
        ),
      )
      return systems.length === 0 ? null : recoverySection(systems, month, until)
    },
  }
}

export function recoverySection(systems: readonly ReportedSystem[], month: Month, until: Date): ReportSection {
  const judged = systems.map((one) => ({
    ...one,
    standing: standing({ protected: one.newestPointAt !== null, proofs: one.proofs, asked: one.asked, now: until }),
    rpo: rpoAchieved(one.proofs, one.asked, until),
    rto: rtoAchieved(one.proofs, 10),
  }))
  const of = (wanted: string) => judged.filter((one) => one.standing === wanted)
  const [proven, failed] = [of('proven'), of('failed')]
  const provenTone = toneOf({ all: judged.length, proven: proven.length, failed: failed.length })
  const late = judged.filter((one) => one.promised !== null && one.rpo !== null && one.rpo > one.promised.rpoSeconds)
  const slow = judged.filter((one) => one.promised !== null && one.rto.last !== null && one.rto.last > one.promised.rtoSeconds)
  const copies = copiesOf(judged)
  const tests = judged.flatMap((one) => one.proofs)
  const newest = tests.map((one) => one.at.getTime()).sort((a, b) => b - a)[0]
  return {
    id: 'recovery',
    slot: 'side',
    title: TITLE,
    sentence: sentenceOf({ all: judged.length, proven: proven.length, failed: failed.map((one) => one.hostname), copies: copies.said }),
    // At most amber while not all of it stands in a second place.
    tone: worst([copies.tone, provenTone]),
    facts: [
      {
        label: 'Proven to come back',
        value: `${proven.length} of ${judged.length}`,
        tone: provenTone,
        note: null,
        href: '/recovery',
      },
      // Without one a thief of the server can reach the backups: it is said in every report.
      { label: 'Copy in a second place', value: copies.value, tone: copies.tone, note: copies.note, href: '/recovery' },
      ...judged.flatMap((one) => [
        figure(one, 'data you would get back', one.rpo, one.promised?.rpoSeconds ?? null),
        figure(one, 'time to bring it back', one.rto.last, one.promised?.rtoSeconds ?? null),
      ]),
    ],
    rows: [
      ...judged
        .filter((one) => one.standing !== 'proven')
        .map((one) => ({ text: exception(one), when: null, tone: STANDING[one.standing] })),
      ...late.map((one) => ({
        text: `${one.hostname}: its newest proven data is older than promised`,
        when: null,
        tone: 'attention' as const,
      })),
      ...slow.map((one) => ({
        text: `${one.hostname}: bringing it back took longer than promised`,
        when: null,
        tone: 'attention' as const,
      })),
    ],
    strip: stripOf(tests, month, until),
    source: 'restore tests',
    freshAsOf: newest === undefined ? null : new Date(newest).toISOString(),
  }
}

const STANDING: Record<ReturnType<typeof standing>, Tone> = {
  proven: 'good',
  failed: 'broken',
  unproven: 'unknown',
  'not-protected': 'unknown',
}

function toneOf(o: { all: number; proven: number; failed: number }): Tone {
  if (o.failed > 0) return 'broken'
  if (o.proven === 0) return 'unknown'
  return o.proven === o.all ? 'good' : 'attention'
}

/** Good only when each system has a copy that was heard, is whole, and was proven where it lies. */
function copiesOf(systems: readonly Pick<ReportedSystem, 'copies'>[]): { value: string; tone: Tone; note: string | null; said: string } {
  const having = (standing: ReportedSystem['copies'][number]) => systems.filter(({ copies }) => copies.includes(standing)).length
  const good = having('good')
  const value = `${good} of ${systems.length}`
  if (having('alarm') > 0)
    return { value, tone: 'broken', note: 'the copy found something wrong', said: '; the copy in a second place found something wrong' }
  if (good === systems.length) return { value, tone: 'good', note: null, said: ', and a copy in a second place is whole' }
  if (good === 0 && having('silent') > 0)
    return { value, tone: 'unknown', note: 'the copy is silent', said: '; the copy in a second place is silent' }
  if (systems.every(({ copies }) => copies.length === 0))
    return { value: 'none recorded', tone: 'attention', note: 'needed for good standing', said: '; a copy in a second place is missing' }
  return {
    value,
    tone: 'attention',
    note: 'not all of it is copied and proven there',
    said: '; the copy in a second place is not whole yet',
  }
}

function sentenceOf({ all, proven, failed, copies }: { all: number; proven: number; failed: string[]; copies: string }): string {
  const systems = (n: number): string => (n === 1 ? '1 system' : `${n} systems`)
  if (failed.length > 0)
    return `${failed.length === 1 ? `${failed[0]} did` : `${systems(failed.length)} did`} not come back in the last restore test.`
  if (proven === 0)
    return all === 1 ? 'Your system has not been shown to come back yet.' : `None of your ${all} systems has been shown to come back yet.`
  if (proven < all)
    return `${proven} of ${systems(all)} came back in a restore test; the ${all - proven === 1 ? 'other is' : 'others are'} not proven yet.`
  return `${all === 1 ? 'Your system' : `All ${systems(all)}`} came back in a restore test${copies}.`
}

function exception(one: { hostname: string; standing: ReturnType<typeof standing> }): string {
  if (one.standing === 'failed') return `${one.hostname}: the last restore test failed`
  if (one.standing === 'not-protected') return `${one.hostname}: nothing is backed up yet`
  return `${one.hostname}: backed up, but not proven to come back`
}

function figure(one: ReportedSystem, what: string, seconds: number | null, promised: number | null): ReportSection['facts'][number] {
  const tone: Tone = seconds === null ? 'unknown' : promised !== null && seconds > promised ? 'attention' : 'good'
  const age = what.startsWith('data') ? ' old' : ''
  return {
    label: `${one.hostname}: ${what}`,
    value: seconds === null ? 'not known' : `${duration(seconds)}${age}`,
    tone,
    note: promised === null ? 'nothing promised yet' : `promised: at most ${duration(promised)}${age}`,
    href: `/devices/${one.deviceId}`,
  }
}

/** Each day's worst test; a day without one is not known. Days to come are left out. */
function stripOf(tests: readonly Proof[], month: Month, until: Date): ReportSection['strip'] {
  const last = dayIn(new Date(until.getTime() - 1), month.zone)
  const tones: Record<Proof['verdict'], Tone> = { passed: 'good', failed: 'broken', unknown: 'unknown' }
  const labels: Record<Tone, string> = { good: 'came back', broken: 'failed', unknown: 'not tested', attention: 'partly' }
  return daysOf(month.month)
    .filter((day) => day <= last)
    .map((day) => {
      const ofDay = tests.filter((one) => one.at >= month.from && dayIn(one.at, month.zone) === day)
      const tone = ofDay.length === 0 ? 'unknown' : worst(ofDay.map((one) => tones[one.verdict]))
      return { day, tone, label: labels[tone] }
    })
}
