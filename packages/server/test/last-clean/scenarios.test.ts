import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LastCleanSchema } from '@mainstay/contract/recovery'
import { requireRestic } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLastClean } from '../../src/last-clean/find-last-clean.ts'
import { repositoryOf } from './repository-of.ts'
import { SCENARIOS } from './scenarios.ts'

const base = mkdtempSync(join(tmpdir(), 'mainstay-last-clean-'))
const password = join(base, 'password')
beforeAll(() => {
  requireRestic()
  writeFileSync(password, 'open sesame')
})
afterAll(() => rmSync(base, { recursive: true }))

/** The others run in `npm run faults -- last-clean`. */
const SAMPLE = ['three days of ordinary work', 'ransomware: with a new extension and a note', 'ransomware: slow, five files a day']
const sample = SCENARIOS.filter(({ name }) => SAMPLE.includes(name))

test.concurrent.each(sample)('$name', { timeout: 240_000 }, async (scenario) => {
  const repository = repositoryOf(scenario, base, password)
  const { known, answer } = await findLastClean({
    repository,
    password: { kind: 'file', path: password },
    yara: null,
    workFolder: base,
    signal: new AbortController().signal,
  })
  expect([known, answer.reasons]).toEqual([true, []])
  LastCleanSchema.parse(answer)
  const [first, ...after] = answer.points
  expect(first?.verdict).toBe('clean')
  const seen = after.map(({ verdict, score }) => `${verdict} ${score}`)
  if (scenario.hitAfter === null) {
    expect(after.map(({ verdict }) => verdict)).toEqual(scenario.steps.map(() => 'clean'))
    expect(answer.lastClean).toBe(answer.points.at(-1)?.id)
  } else {
    const found = after.slice(scenario.hitAfter).map(({ verdict }) => verdict)
    expect(
      found.every((verdict) => verdict !== 'clean'),
      seen.join(', '),
    ).toBe(true)
    const ids = answer.points.map(({ id }) => id)
    expect(ids.indexOf(answer.lastClean ?? '')).toBeLessThanOrEqual(scenario.hitAfter)
  }
})

test('the sample holds what it names', () => expect(sample).toHaveLength(SAMPLE.length))
