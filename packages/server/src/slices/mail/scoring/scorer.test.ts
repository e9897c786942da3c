import { beforeAll, describe, expect, test } from 'vitest'
import { decodeModel, encodeModel } from './model/model-file.ts'
import type { MailModel } from './model/model.ts'
import { ownMail } from './prior/own-mail.ts'
import { priorModel } from './prior/prior.ts'
import { createScorer, lessonOf } from './scorer.ts'
import { noTeaching, teach } from './teaching/teaching.ts'
import { createTrainer } from './training.ts'
import type { Directory, ScoringContext } from './types.ts'

const context: ScoringContext = { envelope: { mailFrom: null, recipients: [], remoteAddress: null, helo: null }, now: new Date(0) }
const directory: Directory = {
  people: [{ name: 'Ann Lee', addresses: ['ann@own-works.example'] }],
  domains: ['own-works.example'],
  correspondents: ['northmill.example'],
  knows: (address) => address === 'jan@northmill.example',
}
const mail = (headers: string[], body = 'Hello, can we meet on Friday about the plan?') =>
  Buffer.from([...headers, '', body, ''].join('\r\n'))

let model: MailModel
beforeAll(() => {
  const trainer = createTrainer()
  for (const label of ['ham', 'spam', 'phish'] as const) for (const raw of ownMail(label, 60)) trainer.add(raw, label)
  model = trainer.train('trained').model
}, 120_000)

describe('a model trained on our own mail', () => {
  test('stops other spam and phishing of these kinds and delivers what is wanted', () => {
    const scorer = createScorer({ model })
    const verdicts = (label: 'ham' | 'spam' | 'phish') => ownMail(label, 30, 2).map((raw) => scorer.score(raw, context).verdict)
    const stopped = (label: 'ham' | 'spam' | 'phish') =>
      verdicts(label).filter((verdict) => verdict === 'quarantine' || verdict === 'reject').length
    expect(stopped('ham')).toBe(0)
    expect(stopped('spam')).toBeGreaterThanOrEqual(28)
    expect(stopped('phish')).toBeGreaterThanOrEqual(28)
  })

  test('gives the same answer twice, and after it was written and read', () => {
    const [raw = Buffer.alloc(0)] = ownMail('phish', 1, 3)
    const first = createScorer({ model }).score(raw, context)
    const again = createScorer({ model: decodeModel(encodeModel(model), 'x') }).score(raw, context)
    expect(again.verdict).toBe(first.verdict)
    expect(Math.abs(again.score - first.score)).toBeLessThan(0.05)
    expect(createScorer({ model }).score(raw, context)).toEqual(first)
  })

  test('gives reasons that add up to the score, heaviest first', () => {
    for (const raw of [...ownMail('ham', 5, 4), ...ownMail('spam', 5, 4)]) {
      const { score, reasons } = createScorer({ model }).score(raw, context)
      expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 0)
      const sizes = reasons.map(({ weight }) => Math.abs(weight))
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
      for (const { text } of reasons) expect(text).toMatch(/^[A-Z"].*\.$/)
    }
  })
})

describe('who the sender pretends to be', () => {
  const ids = (headers: string[], body?: string, more: Partial<ScoringContext> = {}) =>
    createScorer({ model })
      .score(mail(headers, body), { ...context, directory, ...more })
      .reasons.map(({ id }) => id)
      .filter((id) => !id.startsWith('model.'))

  test.each<[string, string, string[]]>([
    [
      'a stranger with the name of one of the own people',
      'Ann Lee <boss@mail-home.example>',
      ['impersonation.person', 'sender.first-time'],
    ],
    [
      'the name turned round, with letters of another alphabet',
      '"Lее, Ann" <x@mail-home.example>',
      ['impersonation.person', 'sender.first-time'],
    ],
    ['an own address as the name', '"ann@own-works.example" <x@mail-home.example>', ['impersonation.address', 'sender.first-time']],
    ['a domain that looks like the own one', 'Ann <ann@0wn-works.example>', ['impersonation.own-domain', 'sender.first-time']],
    ["a domain one letter from a partner's", 'Jan <jan@northmil.example>', ['impersonation.partner-domain', 'sender.first-time']],
    ['somebody known', 'Jan <jan@northmill.example>', []],
    ['the person herself', 'Ann Lee <ann@own-works.example>', []],
    ['a brand in the name', 'PayPal <service@mail-home.example>', ['impersonation.brand', 'sender.first-time']],
  ])('%s', (_what, from, expected) => {
    expect(ids([`From: ${from}`, 'Subject: Hello']).sort()).toEqual(expected.sort())
  })

  test.each([
    ['please buy gift cards for a client', 'request.gift-cards'],
    ['our new bank details are below', 'request.bank-details'],
    ['bitte beachten Sie unsere neue Bankverbindung', 'request.bank-details'],
    ['voici nos nouvelles coordonnées bancaires', 'request.bank-details'],
    ['posílám nové bankovní spojení', 'request.bank-details'],
  ])('an impostor who writes "%s"', (body, id) => {
    const headers = ['From: Ann Lee <boss@mail-home.example>', 'Content-Type: text/plain; charset=utf-8']
    expect(ids(headers, body)).toContain(id)
    expect(ids(['From: Jan <jan@northmill.example>', 'Content-Type: text/plain; charset=utf-8'], body)).not.toContain(id)
  })

  test('a known address counts for the message only where its domain really sent it', () => {
    const headers = ['From: Jan <jan@northmill.example>']
    const authentication = { spf: 'pass', dkim: [], dmarc: 'pass', policy: 'none' } as const
    expect(ids(headers, undefined, { authentication: { ...authentication, dkim: [] } })).toEqual(['sender.known'])
    expect(ids(headers, undefined, { authentication: { ...authentication, dkim: [], dmarc: 'fail' } })).toEqual(['authentication.dmarc'])
  })
})

describe('lists and policies', () => {
  const lists = { allow: new Set(['northmill.example']), deny: new Set(['x@northmill.example', 'bad.example']) }
  const verdict = (from: string, more: Partial<ScoringContext> = {}) =>
    createScorer({ model }).score(mail([`From: ${from}`]), { ...context, lists, ...more })

  test('deny goes before allow, and a domain stands for what is below it', () => {
    expect(verdict('x@northmill.example')).toMatchObject({ verdict: 'reject', policy: true })
    expect(verdict('a@mail.bad.example').verdict).toBe('reject')
    expect(verdict('y@northmill.example')).toMatchObject({ verdict: 'deliver', policy: false })
  })

  test('an allowed address is not allowed where its domain denies having sent the message', () => {
    const { reasons } = verdict('y@northmill.example', { authentication: { spf: 'fail', dkim: [], dmarc: 'fail', policy: 'reject' } })
    expect(reasons.map(({ id }) => id)).toContain('list.allow-forged')
    expect(reasons.map(({ id }) => id)).not.toContain('list.allow')
  })

  test('malware is refused, whoever sends it', () => {
    const eicar = Buffer.from(
      'WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=',
      'base64',
    ).toString('base64')
    const raw = mail(
      ['From: y@northmill.example', 'Content-Type: application/octet-stream; name=report.txt', 'Content-Transfer-Encoding: base64'],
      eicar,
    )
    expect(createScorer({ model }).score(raw, { ...context, lists })).toMatchObject({ verdict: 'reject', policy: true, kind: 'malware' })
  })

  test('thresholds of the client decide', () => {
    const raw = mail(['From: y@nobody.example'])
    const { score } = createScorer({ model }).score(raw, context)
    const at = (quarantine: number) =>
      createScorer({ model, client: { teaching: null, thresholds: { quarantine, tag: quarantine } } }).score(raw, context).verdict
    expect([at(score), at(score + 0.1)]).toEqual(['quarantine', 'deliver'])
  })
})

test('Authentication-Results count only from a host that is trusted', () => {
  const raw = mail([
    'Authentication-Results: mx.own-works.example; spf=pass smtp.mailfrom=a@b.example; dmarc=fail (p=REJECT) header.from=b.example',
    'From: a@b.example',
  ])
  const ids = (trusted: string[]) =>
    createScorer({ model })
      .score(raw, { ...context, trustedIssuers: new Set(trusted) })
      .reasons.map(({ id }) => id)
  expect(ids(['mx.own-works.example'])).toContain('authentication.dmarc-reject')
  expect(ids(['mx.other.example']).filter((id) => id.startsWith('authentication'))).toEqual([])
})

test('what a client taught moves the score, and is said', () => {
  const raw = mail(
    ['From: News <news@lamps.example>', 'Subject: Lamps of the week'],
    'New lamps came in this week. Have a look at the brass ones.',
  )
  const teaching = noTeaching()
  const score = () => createScorer({ model, client: { teaching, thresholds: {} } }).score(raw, context)
  const before = score().score
  for (let n = 0; n < 5; n++) teach(teaching, lessonOf(raw), 'unwanted')
  expect(score().score).toBeGreaterThan(before + 1)
  expect(score().reasons.map(({ id }) => id)).toContain('taught')
  for (let n = 0; n < 5; n++) teach(teaching, lessonOf(raw), 'unwanted', -1)
  expect(score().score).toBe(before)
})

test('the prior that Mainstay brings is small, loads, and says so in its reasons', () => {
  const prior = priorModel()
  expect(prior.origin).toBe('prior')
  const { reasons } = createScorer({ model: prior }).score(mail(['From: a@b.example']), context)
  expect(reasons.find(({ id }) => id === 'model.start')?.text).toContain('that Mainstay brings')
})

test('a message that is nothing but broken is scored too', () => {
  for (const raw of ['', '\0\0\0', 'From:', '\n\n', '<', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--x'])
    expect(createScorer({ model }).score(Buffer.from(raw), context).verdict).toMatch(/^(?:deliver|tag|quarantine)$/)
})
