import type { ReportSection } from '@mainstay/contract/reports'
import { AppError, newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { silentLog } from '../../platform/log/index.ts'
import { monthIn } from './domain/month.ts'
import type { SectionSource } from './ports.ts'
import { gatherSections } from './sections.ts'

const good = (id: string): ReportSection => ({
  id,
  slot: 'main',
  title: id,
  sentence: 'Fine.',
  tone: 'good',
  facts: [],
  rows: [],
  strip: [],
  source: 'records',
  freshAsOf: null,
})
const source = (id: string, section: SectionSource['section']): SectionSource => ({ id, title: `${id}?`, slot: 'side', section })
const month = monthIn('2026-10', 'Europe/Berlin')
const gather = (sources: SectionSource[], limitMs = 5000) =>
  gatherSections({ sources, log: silentLog(), limitMs })(newId(), month, new Date('2026-11-02T08:00:00Z'))

test('recovery comes first and the others in their order; one that does not concern the client is absent', async () => {
  const sections = await gather([
    source('alerts', async () => good('alerts')),
    source('mail', async () => null),
    source('recovery', async () => good('recovery')),
    source('devices', async () => good('devices')),
  ])
  expect(sections.map((one) => one.id)).toEqual(['recovery', 'alerts', 'devices'])
})

test.each<[string, SectionSource['section'], string]>([
  ['fails inside', async () => Promise.reject(new Error('password=hunter2')), 'This is not known: its records could not be read.'],
  [
    'has a reason of its own',
    async () => Promise.reject(new AppError('platform.database-unavailable')),
    'This is not known: The database does not answer. Mainstay keeps trying; try again in a moment.',
  ],
  ['is late', () => new Promise(() => {}), 'This is not known: its records were not read in time.'],
  [
    'throws at once',
    () => {
      throw new Error('x')
    },
    'This is not known: its records could not be read.',
  ],
  ['answers nonsense', async () => ({ ...good('a'), tone: 'green' }) as never, 'This is not known: its records could not be read.'],
])('a source that %s is shown in its place as unknown, with the reason', async (_, section, sentence) => {
  const [one, two] = await gather([source('alerts', section), source('devices', async () => good('devices'))], 100)
  expect(one).toMatchObject({ id: 'alerts', title: 'alerts?', slot: 'side', tone: 'unknown', sentence, freshAsOf: null })
  expect(two?.id).toBe('devices')
})

test('a source is told the client’s month and when the draft is made, and cannot take another’s place', async () => {
  const asked: unknown[] = []
  const [section] = await gather([
    source('alerts', async (_client, of, now) => {
      asked.push(of.from.toISOString(), of.to.toISOString(), of.zone, now.toISOString())
      return good('recovery')
    }),
  ])
  expect(asked).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', 'Europe/Berlin', '2026-11-02T08:00:00.000Z'])
  expect(section?.id).toBe('alerts')
})
