/** How systems stand with their recovery, in tones and words: good only with a proof that has not expired. */
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { count, duration } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'
import { dayKey } from '../../ui/when.ts'
import { reaches } from './levels.ts'

export type Standing = DeviceRecovery['standing']
export type ProofRecord = DeviceRecovery['proofs'][number]

export const standingTone: Record<Standing, Tone> = { proven: 'good', failed: 'broken', unproven: 'unknown', 'not-protected': 'broken' }
export const standingWord: Record<Standing, string> = {
  proven: 'Proven',
  failed: 'Failed its test',
  unproven: 'Not proven',
  'not-protected': 'Not protected',
}

/** Worst first, as the board and Today list them. */
const STANDINGS: readonly Standing[] = ['failed', 'not-protected', 'unproven', 'proven']

export function worstFirst<T extends Pick<DeviceRecovery, 'standing'>>(systems: readonly T[]): T[] {
  return [...systems].sort((a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing))
}

export function boardTitle(systems: readonly Pick<DeviceRecovery, 'standing'>[]): string {
  const open = systems.filter(({ standing }) => standing !== 'proven').length
  if (systems.length === 0) return 'There is nothing to prove yet: no system has enrolled'
  if (open === 0) return systems.length === 1 ? 'The one system is proven' : `All ${count(systems.length, 'system')} are proven`
  if (systems.length === 1) return 'The one system is not proven'
  return `${open.toLocaleString('en')} of ${count(systems.length, 'system')} ${open === 1 ? 'is' : 'are'} not proven`
}

/** Why a system stands as it does, in one sentence. */
export function standingReason({ standing, asked, proofs }: DeviceRecovery): string {
  const newest = newestOf(proofs)
  switch (standing) {
    case 'proven':
      return `An extraction test passed at ${newest?.result.level ?? asked}; ${asked} is asked.`
    case 'failed':
      return newest?.result.reasons[0]?.text ?? 'The newest extraction test failed.'
    case 'not-protected':
      return 'No signed policy protects it, and there is no restore point.'
    case 'unproven':
      if (newest === undefined) return 'No extraction test has run yet.'
      if (newest.result.verdict === 'unknown') return newest.result.reasons[0]?.text ?? 'The newest test could not run.'
      return reaches(newest.result.level, asked)
        ? 'Its proof has expired.'
        : `The newest test reached ${newest.result.level ?? 'no level'}; ${asked} is asked.`
  }
}

export function newestOf(proofs: readonly ProofRecord[]): ProofRecord | undefined {
  return [...proofs].sort((a, b) => b.at.localeCompare(a.at))[0]
}

/** Of one proof now: it fades from good to attention when it expires. */
export function proofTone({ result, expiresAt }: ProofRecord, asked: DeviceRecovery['asked'], now: Date): Tone {
  if (result.verdict === 'failed') return 'broken'
  if (result.verdict === 'unknown') return 'unknown'
  return reaches(result.level, asked) && new Date(expiresAt) > now ? 'good' : 'attention'
}

export function proofWord(proof: ProofRecord, asked: DeviceRecovery['asked'], now: Date): string {
  const { result, expiresAt } = proof
  if (result.verdict === 'failed') return 'Failed'
  if (result.verdict === 'unknown') return 'Could not run'
  if (new Date(expiresAt) <= now) return `Passed ${result.level ?? ''}, expired`
  return reaches(result.level, asked) ? `Passed ${result.level ?? ''}` : `Passed ${result.level ?? ''} of ${asked}`
}

export type DayCell = { day: string; tone: Tone | null; label: string; level: string; proofId: string | null }

/** A cell for each of the last `days` calendar days of the zone; the newest test of a day stands for it. */
export function dayCells(recovery: DeviceRecovery, o: { days: number; zone: string | undefined; now: Date }): DayCell[] {
  const byDay = new Map<string, ProofRecord>()
  for (const proof of [...recovery.proofs].sort((a, b) => a.at.localeCompare(b.at))) byDay.set(dayKey(new Date(proof.at), o.zone), proof)
  return lastDays(o.days, dayKey(o.now, o.zone)).map((day) => {
    const proof = byDay.get(day)
    if (proof === undefined) return { day, tone: null, label: `${day}: no test`, level: '', proofId: null }
    const word = proofWord(proof, recovery.asked, o.now)
    return {
      day,
      tone: proofTone(proof, recovery.asked, o.now),
      label: `${day}: ${word}`,
      level: proof.result.level ?? '',
      proofId: proof.id,
    }
  })
}

/** Calendar days, counted on the calendar and not in steps of 24 hours. */
export function lastDays(days: number, today: string): string[] {
  const [year = 0, month = 1, date = 1] = today.split('-').map(Number)
  return Array.from({ length: days }, (_, index) =>
    new Date(Date.UTC(year, month - 1, date - (days - 1 - index))).toISOString().slice(0, 10),
  )
}

/** What was achieved against what was promised. */
export function against(achieved: number | null, promised: number | undefined): { tone: Tone; text: string } {
  if (achieved === null) return { tone: 'unknown', text: 'not known' }
  if (promised === undefined) return { tone: 'unknown', text: `${duration(achieved)}, nothing promised` }
  return { tone: achieved <= promised ? 'good' : 'attention', text: duration(achieved) }
}

/** What a person of the client said after looking into the restored server; null where nobody did. */
export function personsWord({ levels }: ProofRecord['result']): string | null {
  const said = levels.find(({ level }) => level === 'L5')?.verdict
  if (said === 'passed') return 'a person of the client found it there'
  return said === 'failed' ? 'a person of the client missed something' : null
}
