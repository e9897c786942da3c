import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Authentication, decide, type Facts, mayReleaseItself, type ScannerAnswer } from './decide.ts'

const authentication: Authentication = {
  spf: 'pass',
  dkim: 'none',
  dmarc: 'none',
  arc: 'none',
  policy: '',
  aligned: false,
  signers: [],
  summary: '',
}
const facts = (o: Partial<Facts> = {}): Facts => ({ authentication, listed: null, scanners: [], blockLists: [], score: null, ...o })
const dmarcFails = (policy: string) => ({ ...authentication, dmarc: 'fail', policy })
const entry = (kind: 'allow' | 'deny') => ({ id: '1', kind, recipient: '*', sender: '@shop.example' })
const malware: ScannerAnswer = { scanner: 'clamd', kind: 'malware', name: 'Eicar-Test-Signature' }
const spam: ScannerAnswer = { scanner: 'rspamd', kind: 'scored', score: 12.3, stop: true, symbols: ['A', 'B'] }
const away = (policy: 'defer' | 'deliver'): ScannerAnswer => ({ scanner: 'clamd', kind: 'away', why: 'no answer', policy })
const quarantined = { verdict: 'quarantine' as const, reasons: [{ id: 'x.y', weight: 7, text: 'why' }] }

test.each<[string, Partial<Facts>, string, string[]]>([
  ['nothing found', {}, 'deliver', []],
  ['known malware', { scanners: [malware] }, 'reject', ['malware.known']],
  [
    'known malware from an allowed and proven sender',
    { scanners: [malware], listed: entry('allow'), authentication: { ...authentication, aligned: true } },
    'reject',
    ['malware.known'],
  ],
  ['known malware while another scanner is away', { scanners: [away('defer'), malware] }, 'reject', ['malware.known']],
  ['a denied sender', { listed: entry('deny') }, 'reject', ['list.deny']],
  ['DMARC fails, its domain asks to reject', { authentication: dmarcFails('reject') }, 'quarantine', ['dmarc.reject']],
  ['DMARC fails, its domain asks to quarantine', { authentication: dmarcFails('quarantine') }, 'quarantine', ['dmarc.quarantine']],
  ['DMARC fails, its domain asks for nothing', { authentication: dmarcFails('none') }, 'deliver', ['dmarc.fail']],
  ['its server is on a block list', { blockLists: ['list.example'] }, 'quarantine', ['sender.block-list']],
  [
    'its server is on a block list, and the sender is proven and wanted',
    { blockLists: ['list.example'], listed: entry('allow'), authentication: { ...authentication, aligned: true } },
    'deliver',
    ['list.allow'],
  ],
  ['a scanner calls it spam', { scanners: [spam] }, 'quarantine', ['scanner.score']],
  ['the scorer calls it spam', { score: quarantined }, 'quarantine', ['x.y']],
  ['the virus scanner is away', { scanners: [away('defer')] }, 'defer', ['scanner.away']],
  ['the virus scanner is away, and by policy mail passes', { scanners: [away('deliver')] }, 'deliver', ['scanner.away']],
  [
    'an allowed and proven sender whose content looks bad',
    { listed: entry('allow'), score: quarantined, scanners: [spam], authentication: { ...authentication, aligned: true } },
    'deliver',
    ['list.allow'],
  ],
  [
    'malware that the scorer sees, from an allowed and proven sender',
    {
      listed: entry('allow'),
      score: { verdict: 'reject', reasons: [{ id: 'policy.content', weight: 100, text: 'a program' }] },
      authentication: { ...authentication, aligned: true },
    },
    'reject',
    ['policy.content'],
  ],
  ['an allowed sender that anybody could be', { listed: entry('allow'), score: quarantined }, 'quarantine', ['x.y', 'list.allow-unproven']],
])('%s', (_, given, verdict, ids) => {
  const decision = decide(facts(given))
  expect([decision.verdict, decision.reasons.map(({ id }) => id)]).toEqual([verdict, ids])
})

const answers = fc.array(fc.constantFrom(malware, spam, away('defer'), away('deliver'), { scanner: 'clamd', kind: 'clean' } as const), {
  maxLength: 4,
})
const any = fc.record({
  authentication: fc.constantFrom(authentication, dmarcFails('reject'), dmarcFails('none'), { ...authentication, aligned: true }),
  listed: fc.constantFrom(null, entry('allow'), entry('deny')),
  scanners: answers,
  blockLists: fc.constantFrom<string[]>([], ['list.example']),
  score: fc.constantFrom(null, quarantined),
})

test('whatever is found, malware never gets through, and whatever is stopped has a reason', () => {
  fc.assert(
    fc.property(any, (given) => {
      const { verdict, reasons } = decide(given)
      if (given.scanners.includes(malware)) expect(verdict).toBe('reject')
      if (verdict !== 'deliver') expect(reasons.length).toBeGreaterThan(0)
      for (const { text } of reasons) expect(text).not.toBe('')
    }),
  )
})

test('a scanner that is away and must not be passed by never lets a message through unscanned', () => {
  fc.assert(
    fc.property(any, (given) => {
      if (!given.scanners.some((one) => one.kind === 'away' && one.policy === 'defer')) return
      expect(['defer', 'reject']).toContain(decide(given).verdict)
    }),
  )
})

test('malware and what a list refused is not released from a digest', () => {
  expect(mayReleaseItself(decide(facts({ scanners: [malware] })).reasons)).toBe(false)
  expect(mayReleaseItself(decide(facts({ listed: entry('deny') })).reasons)).toBe(false)
  expect(mayReleaseItself(decide(facts({ scanners: [spam] })).reasons)).toBe(true)
})
