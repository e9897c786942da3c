/** What a client's report says of its mail: how much came, how much was stopped and why, and whether any still waits. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Verdict } from './decide.ts'

export type MailFigures = {
  counts: readonly { verdict: Verdict; reason: string; name: string; n: number }[]
  /** Released by people of those stopped in the month. */
  released: number
  /** Of domains whose server does not take mail now. */
  waiting: number
  /** The day on which the first mail of the client came through the gateway, where that was within the month; `2026-11-24`. */
  since: string | null
  topRecipients: readonly { recipient: string; stopped: number }[]
}

/** In an owner's words; what is not here is told by its id. */
const REASONS: Record<string, string> = {
  'malware.known': 'carried known malware',
  'policy.content': 'carried what no mailbox should get',
  'list.deny': 'came from senders that you or we blocked',
  'dmarc.reject': 'pretended to come from a domain that disowns it',
  'dmarc.quarantine': 'pretended to come from a domain that doubts it',
  'scanner.score': 'were held for spam',
}

/** Null when the client has no mail here. */
export function mailSection(figures: MailFigures, now: Date): ReportSection | null {
  const sum = (wanted: (one: MailFigures['counts'][number]) => boolean): number =>
    figures.counts.filter(wanted).reduce((total, one) => total + one.n, 0)
  const all = sum(() => true)
  if (all === 0) return null
  const isStopped = ({ verdict }: { verdict: Verdict }): boolean => verdict === 'quarantine' || verdict === 'reject'
  const stopped = sum(isStopped)
  const malware = sum(({ reason }) => reason === 'malware.known')
  const byReason = Map.groupBy(figures.counts.filter(isStopped), ({ reason }) => reason)
  const fact = (label: string, value: number, note: string | null = null) =>
    ({ label, value: value.toLocaleString('en'), tone: 'good', note, href: '/mail' }) as const
  return {
    id: 'mail',
    slot: 'main',
    title: 'What did we keep out of your mailboxes?',
    sentence: `${figures.since === null ? '' : `Since ${dayName(figures.since)}, when your mail began to come through us: `}${all.toLocaleString('en')} messages came, ${stopped.toLocaleString('en')} were stopped before they reached a mailbox.`,
    tone: figures.waiting > 0 ? 'attention' : 'good',
    facts: [
      fact('Messages', all),
      fact('Stopped', stopped),
      fact('With known malware', malware, malwareNames(figures)),
      fact('Released after a look', figures.released, 'stopped at first, and delivered when somebody said so'),
      ...(figures.waiting > 0 ? [{ ...fact('Waiting for your server now', figures.waiting), tone: 'attention' as const }] : []),
    ],
    rows: [
      ...[...byReason]
        .map(([reason, some]) => ({ reason, n: some.reduce((total, one) => total + one.n, 0) }))
        .sort((a, b) => b.n - a.n)
        .slice(0, 10)
        .map(({ reason, n }) => ({
          text: `${n.toLocaleString('en')} ${REASONS[reason] ?? `were stopped (${reason})`}`,
          when: null,
          tone: 'good' as const,
        })),
      ...figures.topRecipients.slice(0, 3).map(({ recipient, stopped: n }) => ({
        text: `${recipient}: ${n.toLocaleString('en')} stopped, among the most`,
        when: null,
        tone: 'good' as const,
      })),
    ],
    strip: [],
    source: 'the mail gateway’s counts by day',
    freshAsOf: now.toISOString(),
  }
}

function dayName(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' }).format(new Date(`${day}T00:00:00Z`))
}

function malwareNames({ counts }: MailFigures): string | null {
  const names = [
    ...Map.groupBy(
      counts.filter(({ name }) => name !== ''),
      ({ name }) => name,
    ),
  ]
    .map(([name, some]) => ({ name, n: some.reduce((total, one) => total + one.n, 0) }))
    .sort((a, b) => b.n - a.n)
    .slice(0, 3)
  return names.length === 0 ? null : names.map(({ name, n }) => `${name} (${n})`).join(', ')
}
