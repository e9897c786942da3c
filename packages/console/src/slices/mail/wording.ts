/** Mail in words: states, the kinds of reasons for which it is stopped, and the page's title. */
import type { DeliveryWire } from '@mainstay/contract/mail'
import { count } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

type State = DeliveryWire['state']

export const stateInWords: Record<State, { tone: Tone; word: string }> = {
  queued: { tone: 'attention', word: 'Waiting for the next hop' },
  delivered: { tone: 'good', word: 'Delivered' },
  quarantined: { tone: 'attention', word: 'In quarantine' },
  held: { tone: 'broken', word: 'Refused by the next hop, held here' },
  rejected: { tone: 'good', word: 'Refused, its sender was told' },
  blocked: { tone: 'good', word: 'Blocked by a person' },
  removed: { tone: 'unknown', word: 'Removed after 30 days' },
}

export const verdictInWords: Record<DeliveryWire['verdict'], string> = {
  deliver: 'To be delivered',
  tag: 'Delivered, marked',
  quarantine: 'Quarantined',
  reject: 'Refused',
  defer: 'Put off',
}

/** The kinds that are told apart in the chart; a reason is of the first whose ids begin like its own. In this order they are stacked. */
export const KINDS = [
  { id: 'malware', name: 'Malware and forbidden attachments', starts: ['malware.', 'policy.', 'attachment.'] },
  { id: 'pretence', name: 'Pretended to be somebody else', starts: ['impersonation.', 'dmarc.', 'authentication.', 'sender.'] },
  { id: 'list', name: 'On a deny list', starts: ['list.'] },
  { id: 'content', name: 'Looked like spam or phishing', starts: [''] },
] as const
export type Kind = (typeof KINDS)[number]['id']

export function kindOf(reason: string): Kind {
  return KINDS.find(({ starts }) => starts.some((start) => reason.startsWith(start)))?.id ?? 'content'
}

export type DayCount = { day: string; verdict: DeliveryWire['verdict']; reason: string; n: number }

export function isStopped({ verdict }: Pick<DayCount, 'verdict'>): boolean {
  return verdict === 'quarantine' || verdict === 'reject'
}

/** A row for each of the last `days` days, those without mail too, oldest first. */
export function stoppedByDay(
  counts: readonly DayCount[],
  days: number,
  now: Date,
): { day: string; stopped: Record<Kind, number>; all: number }[] {
  return Array.from({ length: days }, (_, n) => {
    const day = new Date(now.getTime() - (days - 1 - n) * 86_400_000).toISOString().slice(0, 10)
    const stopped: Record<Kind, number> = { malware: 0, pretence: 0, list: 0, content: 0 }
    let all = 0
    for (const one of counts) {
      if (one.day !== day) continue
      all += one.n
      if (isStopped(one)) stopped[kindOf(one.reason)] += one.n
    }
    return { day, stopped, all }
  })
}

export function mailTitle(client: string, counts: readonly DayCount[]): string {
  const sum = (some: readonly DayCount[]): number => some.reduce((total, { n }) => total + n, 0)
  const all = sum(counts)
  if (all === 0) return `${client}: no mail came in the last 30 days`
  const stopped = sum(counts.filter(isStopped))
  return `${client}: ${stopped.toLocaleString('en')} of ${count(all, 'message')} ${stopped === 1 ? 'was' : 'were'} stopped in 30 days`
}

/** What speaks for its fate first: reasons in words, the heaviest of those that say something against it; of delivered mail whatever there is. */
export function why(reasons: DeliveryWire['reasons']): string {
  const against = reasons.filter(({ weight }) => weight > 0)
  return (against[0] ?? reasons[0])?.text ?? 'Nothing spoke against it'
}

/** `8, 16` as hours in order, each once; null when something of it is none. */
export function hoursOf(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const hours = words.map((word) => (/^\d{1,2}$/.test(word) ? Number(word) : 24))
  return hours.some((hour) => hour > 23) ? null : [...new Set(hours)].sort((a, b) => a - b)
}
