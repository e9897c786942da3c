import { ReportSectionSchema } from '@mainstay/contract/reports'
import { expect, test } from 'vitest'
import { type MailFigures, mailSection } from './report.ts'

const now = new Date('2026-11-24T09:00:00Z')
const figures: MailFigures = {
  counts: [
    { verdict: 'deliver', reason: '', name: '', n: 41_000 },
    { verdict: 'quarantine', reason: 'scanner.score', name: '', n: 1200 },
    { verdict: 'reject', reason: 'malware.known', name: 'Eicar', n: 30 },
    { verdict: 'reject', reason: 'malware.known', name: 'Other', n: 2 },
  ],
  released: 3,
  waiting: 0,
  since: null,
  topRecipients: [{ recipient: 'bob@acme.example', stopped: 400 }],
}

test('the month is told in numbers that add up, with malware by name and the people most aimed at', () => {
  const section = mailSection(figures, now)
  expect(ReportSectionSchema.parse(section)).toEqual(section)
  expect(section?.sentence).toBe('42,232 messages came, 1,232 were stopped before they reached a mailbox.')
  expect(section?.facts.map(({ label, value }) => [label, value])).toEqual([
    ['Messages', '42,232'],
    ['Stopped', '1,232'],
    ['With known malware', '32'],
    ['Released after a look', '3'],
  ])
  expect(section?.facts[2]?.note).toBe('Eicar (30), Other (2)')
  expect(section?.rows.map(({ text }) => text)).toEqual([
    '1,200 were held for spam',
    '32 carried known malware',
    'bob@acme.example: 400 stopped, among the most',
  ])
})

test('mail that waits for the client’s server is amber, and without mail there is no section', () => {
  const section = mailSection({ ...figures, waiting: 7 }, now)
  expect([section?.tone, section?.facts.at(-1)?.tone]).toEqual(['attention', 'attention'])
  expect(mailSection({ ...figures, since: '2026-11-24' }, now)?.sentence).toMatch(
    /^Since 24 November, when your mail began to come through us: [\d,]+ messages came, /,
  )
  expect(mailSection({ ...figures, counts: [] }, now)).toBeNull()
})
