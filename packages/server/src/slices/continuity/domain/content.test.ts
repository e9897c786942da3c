import type { PlanContent, SystemFacts } from '@mainstay/contract/continuity'
import { newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftFrom, problemsOf } from './content.ts'

const facts = (hostname: string, rtoSeconds: number | null): SystemFacts => ({
  deviceId: newId(),
  hostname,
  standing: 'proven',
  asked: 'L3',
  promised: rtoSeconds === null ? null : { rpoSeconds: 3600, rtoSeconds },
  achieved: { rpoSeconds: null, rtoLastSeconds: null, rtoWorstSeconds: null },
  proof: null,
  backups: 'here',
  copies: [{ name: 'Cellar', standing: 'good' }],
})
const PEOPLE = [
  { name: 'Dana Lee', email: 'dana@msp.example', does: 'Brings systems back' },
  { name: 'Dana Lee', email: 'dana2@msp.example', does: 'Brings systems back' },
]
const whole = (content: PlanContent): PlanContent => ({
  ...content,
  begins: 'When a server is lost; Carol says so.',
  people: content.people.map((one) => ({ ...one, phone: '+48 22 000 00 00' })),
  systems: content.systems.map((one) => ({ ...one, responsible: 'dana-lee', steps: 'Start it.' })),
})

test('who promised to be back soonest comes first, who promised nothing last', () => {
  const draft = draftFrom([facts('slow', 7200), facts('nothing', null), facts('fast', 60), facts('FAST!', 60)], PEOPLE, null)
  expect(draft.systems.map(({ key, name }) => [key, name])).toEqual([
    ['fast', 'fast'],
    ['fast-2', 'FAST!'],
    ['slow', 'slow'],
    ['nothing', 'nothing'],
  ])
  expect(draft.people.map(({ key }) => key)).toEqual(['dana-lee', 'dana-lee-2'])
})

test('the next version keeps what people wrote and adds the system that is new', () => {
  const [till, store] = [facts('till', 60), facts('store', 600)]
  const before = whole(draftFrom([store], PEOPLE, null))
  const next = draftFrom([till, store], [], before)
  expect(next).toEqual({ ...before, systems: [...before.systems, expect.objectContaining({ name: 'till', responsible: null })] })
})

test('a draft of any names has keys that differ', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), (names) => {
      const { systems } = draftFrom(
        names.map((name) => facts(name, 60)),
        [],
        null,
      )
      expect(new Set(systems.map(({ key }) => key)).size).toBe(names.length)
      for (const { key } of systems) expect(key).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/)
    }),
  )
})

const records = [facts('store', 60), facts('till', 600)]
const good = whole(draftFrom(records, PEOPLE, null))
const [store, till] = good.systems
if (store === undefined || till === undefined) throw new Error('two systems')

test('a whole plan has no problem', () => {
  expect(problemsOf(good, records)).toEqual([])
})

test.each<[string, Partial<PlanContent>, string]>([
  ['without systems', { systems: [] }, 'No system is in the plan.'],
  ['that never begins', { begins: '' }, 'It is not said when the plan begins, and who says so.'],
  [
    'with the order against what depends',
    { systems: [{ ...store, dependsOn: ['till'] }, till] },
    'store depends on till, which comes back after it. Change their order.',
  ],
  [
    'with a system that waits for itself',
    { systems: [{ ...store, dependsOn: ['store'] }, till] },
    'store depends on store, which comes back after it. Change their order.',
  ],
  [
    'that waits for what is not there',
    { systems: [store, { ...till, dependsOn: ['mail'] }] },
    'till depends on “mail”, which is not in the plan.',
  ],
  ['with one machine twice', { systems: [store, { ...till, deviceId: store.deviceId }] }, 'One machine is in the plan twice.'],
  ['with two keys alike', { systems: [store, { ...till, key: 'store' }] }, 'Two systems have the same key.'],
  ['that nobody carries out', { systems: [store, { ...till, responsible: 'gone' }] }, 'Nobody is named who brings till back.'],
  [
    'with somebody out of reach',
    { people: good.people.map((one) => ({ ...one, phone: '', email: '' })) },
    'There is no way to reach Dana Lee.',
  ],
])('a plan %s is not put to a client', (_, change, text) => {
  expect(problemsOf({ ...good, ...change }, records)).toContainEqual({ text, stops: true })
})

test('what the records lack is said and stops nothing', () => {
  const bare = records.map((one, n): SystemFacts => ({ ...one, copies: [], standing: n === 0 ? 'failed' : 'not-protected' }))
  expect(problemsOf(good, [...bare, facts('new', 60)])).toEqual(
    [
      'new is in no plan.',
      'Nothing of till is backed up.',
      'store is not proven to come back.',
      'store has no good copy in a second place.',
    ].map((text) => ({ text, stops: false })),
  )
})
