import { CheckAreaSchema } from '@mainstay/contract/standards'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CheckAnswer, countsOf, evaluate } from './evaluate.ts'
import type { ClientFacts, DeviceFact } from './facts.ts'
import { LIBRARY } from './library.ts'

const TODAY = '2026-11-24'
const GOOD: DeviceFact = {
  hostname: 'srv',
  silentSeconds: 30,
  standing: 'proven',
  rpoKept: true,
  rtoKept: true,
  seenByClient: true,
  lastBackupFailed: false,
  copied: true,
  support: { kind: 'ends', product: 'Debian 13', on: '2030-06-30', extendedTo: null },
}
const NOTHING: ClientFacts = {
  devices: [],
  assets: { total: 0, withoutAge: [], overdue: [], unsupported: [] },
  budgetAgeDays: null,
  mailDomains: 0,
  mailUnscanned: null,
  reportAgeMonths: null,
  hoursSet: false,
  managers: 0,
  declinedDue: [],
}
const ALL_GOOD: ClientFacts = {
  devices: [GOOD],
  assets: { total: 1, withoutAge: [], overdue: [], unsupported: [] },
  budgetAgeDays: 10,
  mailDomains: 1,
  mailUnscanned: false,
  reportAgeMonths: 0,
  hoursSet: true,
  managers: 1,
  declinedDue: [],
}
const results = (facts: ClientFacts, answers: CheckAnswer[] = [], today = TODAY) => evaluate({ library: LIBRARY, facts, answers, today })
const stateOf = (id: string, facts: ClientFacts, answers: CheckAnswer[] = [], today = TODAY) =>
  results(facts, answers, today).find((one) => one.id === id)

describe('the library', () => {
  test('has forty to sixty checks, each with an id of its own, in every area', () => {
    expect(LIBRARY.length).toBeGreaterThanOrEqual(40)
    expect(LIBRARY.length).toBeLessThanOrEqual(60)
    expect(new Set(LIBRARY.map(({ id }) => id)).size).toBe(LIBRARY.length)
    expect(new Set(LIBRARY.map(({ area }) => area))).toEqual(new Set(CheckAreaSchema.options))
  })

  test('names sections by their numbers, and at least one for each check', () => {
    for (const { id, mappings } of LIBRARY) {
      expect([id, mappings.nist.length]).toEqual([id, expect.any(Number)])
      expect(mappings.nist.length + mappings.hipaa.length + mappings.ftc.length, id).toBeGreaterThan(0)
      for (const one of mappings.nist) expect(one).toMatch(/^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/)
      for (const one of mappings.hipaa) expect(one).toMatch(/^3(08|10|12)\([a-e]\)/)
      for (const one of mappings.ftc) expect(one).toMatch(/^\([a-j]\)(\(\d\))?$/)
    }
  })

  test('says nothing of being compliant', () => {
    expect(JSON.stringify(LIBRARY)).not.toMatch(/complian|certif/i)
  })
})

describe('what the records say', () => {
  test('of a client without any is never met, and mostly not known', () => {
    const all = results(NOTHING)
    expect(all.filter(({ state }) => state === 'met').map(({ id }) => id)).toEqual(['people.reviews'])
    expect(all.filter(({ state }) => state === 'not-met').map(({ id }) => id)).toEqual([
      'equipment.budget',
      'documents.report',
      'documents.hours',
      'people.manager',
    ])
  })

  test('of a client where all is well meets each check that records answer', () => {
    expect(results(ALL_GOOD).filter(({ how, state }) => how === 'records' && state !== 'met')).toEqual([])
  })

  test.each<[string, Partial<DeviceFact>, string]>([
    ['recovery.protected', { standing: 'not-protected' }, 'not-met'],
    ['recovery.ran', { lastBackupFailed: true }, 'not-met'],
    ['recovery.ran', { lastBackupFailed: null }, 'unknown'],
    ['recovery.proven', { standing: 'failed' }, 'not-met'],
    ['recovery.proven', { standing: 'unproven' }, 'not-met'],
    ['recovery.rpo', { rpoKept: false }, 'not-met'],
    ['recovery.rpo', { rpoKept: null }, 'unknown'],
    ['recovery.rto', { rtoKept: false }, 'not-met'],
    ['recovery.copy', { copied: null }, 'unknown'],
    ['recovery.copy', { copied: false }, 'not-met'],
    ['recovery.seen', { seenByClient: false }, 'met'],
    ['equipment.heard', { silentSeconds: null }, 'not-met'],
    ['equipment.heard', { silentSeconds: 8 * 86_400 }, 'not-met'],
    ['updates.supported', { support: { kind: 'not-known', why: '' } }, 'unknown'],
    ['updates.supported', { support: { kind: 'ended', product: 'x', on: null, extendedTo: null } }, 'not-met'],
    ['updates.supported', { support: { kind: 'no-end-announced', product: 'x' } }, 'met'],
  ])('%s of one of two systems with %j is %s, and the system is named', (id, bad, state) => {
    const result = stateOf(id, { ...ALL_GOOD, devices: [GOOD, { ...GOOD, ...bad, hostname: 'bad-one' }] })
    expect(result?.state).toBe(state)
    expect(result?.exceptions.join(' ').includes('bad-one')).toBe(state !== 'met')
  })
})

describe('what a person says', () => {
  const said = (more: Partial<CheckAnswer> = {}): CheckAnswer => ({
    checkId: 'people.training',
    state: 'met',
    evidence: 'List of 12 May.',
    at: new Date('2026-05-12T09:00:00Z'),
    by: 'Dana',
    expiresOn: '2027-05-12',
    ...more,
  })

  test('holds until its day, and is not known from the next on', () => {
    expect(stateOf('people.training', ALL_GOOD, [said()], '2027-05-12')).toMatchObject({
      state: 'met',
      evidence: 'List of 12 May.',
      by: 'Dana',
    })
    expect(stateOf('people.training', ALL_GOOD, [said()], '2027-05-13')).toMatchObject({
      state: 'unknown',
      evidence: 'What was said has expired: List of 12 May.',
    })
  })

  test('later outweighs earlier', () => {
    const later = said({ state: 'not-met', at: new Date('2026-06-01T00:00:00Z') })
    expect(stateOf('people.training', ALL_GOOD, [later, said()])?.state).toBe('not-met')
  })

  test('does not outweigh the records, but for that a check does not apply', () => {
    const bad = { ...ALL_GOOD, devices: [{ ...GOOD, standing: 'failed' as const }] }
    expect(stateOf('recovery.proven', bad, [said({ checkId: 'recovery.proven' })])?.state).toBe('not-met')
    expect(stateOf('recovery.proven', bad, [said({ checkId: 'recovery.proven', state: 'not-applicable' })])?.state).toBe('not-applicable')
  })
})

test('each check is counted once, and unknown stands apart', () => {
  const device = fc.record({
    hostname: fc.constant('x'),
    silentSeconds: fc.option(fc.nat()),
    standing: fc.constantFrom('proven' as const, 'failed' as const, 'unproven' as const, 'not-protected' as const),
    rpoKept: fc.option(fc.boolean()),
    rtoKept: fc.option(fc.boolean()),
    seenByClient: fc.boolean(),
    lastBackupFailed: fc.option(fc.boolean()),
    copied: fc.option(fc.boolean()),
    support: fc.constant(GOOD.support),
  })
  fc.assert(
    fc.property(fc.array(device, { maxLength: 6 }), (devices) => {
      const checks = results({ ...ALL_GOOD, devices })
      const { met, notMet, unknown, notApplicable } = countsOf(checks)
      expect(met + notMet + unknown + notApplicable).toBe(LIBRARY.length)
      for (const { sample, state } of checks) if (state === 'met' && sample !== null) expect(sample.met).toBe(sample.of)
    }),
  )
})
