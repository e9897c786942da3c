import type { CleanEvidence } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { looksAnew, scannersAway, verdictOf } from './judge-scan.ts'

const now = new Date('2026-11-24T12:00:00Z')
const day = (n: number) => new Date(now.getTime() - n * 86_400_000)
const yara = (signatures = '1') => ({ name: 'yara', signatures })
const clamd = (signatures = '1') => ({ name: 'clamd', signatures })
const looked = (scanners: { name: string; signatures: string }[], at = day(1)) => ({ scanners, scannedAt: at })

test.each([
  ['nothing changed', [looked([yara(), clamd()])], [clamd(), yara()], false],
  ['new signatures, everyone there', [looked([yara(), clamd()])], [yara(), clamd('2')], true],
  ['a new scanner beside those of before', [looked([yara()])], [yara(), clamd()], true],
  ['a scanner is away', [looked([yara(), clamd()])], [yara()], false],
  ['a scanner is away, and another has new signatures', [looked([yara(), clamd()])], [yara('2')], false],
  ['one point of several was seen by the one that is away', [looked([yara()]), looked([yara(), clamd()])], [yara('2')], false],
  ['the one that is away was not seen for a month', [looked([yara(), clamd()], day(31)), looked([yara()])], [yara('2')], true],
  ['nothing was judged before', [], [yara()], false],
] as const)('%s: looks anew %s', (_, known, present, anew) => {
  expect(looksAnew(known, present, now)).toBe(anew)
})

test('who is away is named, each once', () => {
  expect(scannersAway([looked([yara(), clamd()]), looked([clamd('2')])], [yara()], now)).toEqual(['clamd'])
  expect(scannersAway([looked([clamd()], day(31))], [yara()], now)).toEqual([])
})

const found = (path: string, detail = 'Eicar'): CleanEvidence => ({ kind: 'signature', path, detail })
const alarm = (...evidence: CleanEvidence[]) => ({ by: 'Ada', at: now.toISOString(), why: 'our own test file', evidence })

test('while a scanner is away, what shows nothing is not called clean, and what shows something is', () => {
  expect(verdictOf({ verdict: 'clean', evidence: [] }, ['clamd'], []).verdict).toBe('unscanned')
  expect(verdictOf({ verdict: 'infected', evidence: [found('/a')] }, ['clamd'], []).verdict).toBe('infected')
  expect(verdictOf({ verdict: 'clean', evidence: [] }, [], []).verdict).toBe('clean')
})

test('a person’s word holds for that evidence and nothing else', () => {
  const infected = (...evidence: CleanEvidence[]) => ({ verdict: 'infected' as const, evidence })
  const accepted = { by: 'Ada', at: now.toISOString(), why: 'our own test file' }
  expect(verdictOf(infected(found('/a')), [], [alarm(found('/a'))])).toEqual({ verdict: 'clean', accepted })
  expect(verdictOf(infected(found('/a'), found('/b')), [], [alarm(found('/a')), alarm(found('/b'))])).toEqual({
    verdict: 'clean',
    accepted,
  })
  expect(verdictOf(infected(found('/a'), found('/b')), [], [alarm(found('/a'))])).toEqual({ verdict: 'infected', accepted: null })
  expect(verdictOf(infected(found('/a', 'Trojan')), [], [alarm(found('/a'))])).toEqual({ verdict: 'infected', accepted: null })
  expect(verdictOf(infected(), [], [alarm(found('/a'))])).toEqual({ verdict: 'infected', accepted: null })
  expect(verdictOf(infected(found('/a')), ['clamd'], [alarm(found('/a'))])).toEqual({ verdict: 'unscanned', accepted })
})
