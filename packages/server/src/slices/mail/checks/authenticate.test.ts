import { generateKeyPairSync } from 'node:crypto'
import { Readable } from 'node:stream'
import { dkimSign } from 'mailauth'
import { expect, test } from 'vitest'
import { zoneResolve } from '../test/scene.ts'
import { createAuthenticate } from './authenticate.ts'
import { readHead } from './message-head.ts'
import { remember } from './resolve.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const ZONE = {
  'TXT shop.example': ['v=spf1 ip4:192.0.2.1 -all'],
  'TXT k1._domainkey.shop.example': [`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`],
  'TXT _dmarc.shop.example': ['v=DMARC1; p=reject'],
  'TXT other.example': ['v=spf1 ip4:192.0.2.9 -all'],
  'TXT _dmarc.plain.example': ['v=DMARC1; p=none'],
}
const MESSAGE =
  'From: Shop <news@shop.example>\r\nTo: bob@acme.example\r\nSubject: News\r\nDate: Tue, 24 Nov 2026 15:00:00 +0000\r\n\r\nHello.\r\n'

async function signed(): Promise<string> {
  const key = { signingDomain: 'shop.example', selector: 'k1', privateKey }
  const { signatures } = await dkimSign(MESSAGE, { ...key, signatureData: [key] })
  return signatures + MESSAGE
}
const authenticate = createAuthenticate({ resolve: zoneResolve(ZONE), authservId: 'mx.provider.example', timeoutMs: 5000 })
const judge = (content: string, remoteAddress: string, envelopeFrom: string) =>
  authenticate({ open: () => Readable.from([Buffer.from(content)]), remoteAddress, envelopeFrom, helo: 'mail.shop.example' })

test('a signature and an address that the domain vouches for pass, and the header says so', async () => {
  const result = await judge(await signed(), '192.0.2.1', 'news@shop.example')
  expect(result).toMatchObject({ spf: 'pass', dkim: 'pass', dmarc: 'pass', policy: 'reject', aligned: true })
  expect(result.summary).toBe('spf=pass dkim=pass dmarc=pass arc=none')
  expect(result.headers).toMatch(/^Authentication-Results: mx\.provider\.example;\r\n dkim=pass/m)
  expect(result.headers).toMatch(/\r\n$/)
})

test('a changed body breaks the signature; SPF that passes for another domain does not count for From', async () => {
  const changed = (await signed()).replace('Hello.', 'Pay here.')
  expect(await judge(changed, '192.0.2.9', 'x@other.example')).toMatchObject({
    spf: 'pass',
    dmarc: 'fail',
    policy: 'reject',
    aligned: false,
  })
})

test('a forwarded message, signed, is aligned although SPF fails', async () => {
  expect(await judge(await signed(), '203.0.113.5', 'news@shop.example')).toMatchObject({
    spf: 'fail',
    dkim: 'pass',
    dmarc: 'pass',
    aligned: true,
  })
})

test('a DNS that does not answer is temperror in time, and stops nothing', async () => {
  const silent = createAuthenticate({ resolve: () => new Promise(() => {}), authservId: 'mx.provider.example', timeoutMs: 50 })
  const open = () => Readable.from([Buffer.from(MESSAGE)])
  const result = await silent({ open, remoteAddress: '192.0.2.1', envelopeFrom: 'a@shop.example', helo: 'x' })
  expect(result).toMatchObject({ spf: 'temperror', dmarc: 'temperror', aligned: false })
})

test('the DNS is asked once in five minutes, also for what is not there; trouble is asked for again', async () => {
  let [asked, now] = [0, 0]
  const answers = [Object.assign(new Error('x'), { code: 'ESERVFAIL' }), Object.assign(new Error('x'), { code: 'ENOTFOUND' })]
  const resolve = remember(
    async () => {
      const error = answers[asked++]
      if (error !== undefined) throw error
      return ['192.0.2.1']
    },
    () => now,
  )
  await expect(resolve('a.example', 'A')).rejects.toMatchObject({ code: 'ESERVFAIL' })
  for (let n = 0; n < 3; n++) await expect(resolve('A.example', 'A')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  expect(asked).toBe(2)
  now = 301_000
  for (let n = 0; n < 3; n++) expect(await resolve('a.example', 'A')).toEqual(['192.0.2.1'])
  expect(asked).toBe(3)
})

const head = (text: string) =>
  readHead(() => Readable.from([...Buffer.from(text, 'latin1')].map((byte) => Buffer.from([byte]))), 'mx.provider.example')

test('the head of a message is read from any cuts, bounded, and made safe to show', async () => {
  expect(
    await head(
      'Received: a\r\nReceived: b\r\nFrom: "A\u0007 B" <A@B.example>, c@d.example\r\nSubject: =?utf-8?Q?x=E2=80=AEy?=\r\n z\r\nMessage-ID: <1@x>\r\n\r\nbody',
    ),
  ).toMatchObject({
    subject: 'x y z',
    fromAddresses: ['a@b.example', 'c@d.example'],
    messageId: '<1@x>',
    hops: 2,
    cut: [],
  })
  expect(await head('\r\nbody only\r\n')).toMatchObject({ subject: '', fromAddresses: [] })
  expect(await head('')).toMatchObject({ subject: '' })
})

test.each([
  ['as we write it', 'Authentication-Results: mx.provider.example; spf=pass\r\n', true],
  [
    'in other case, with a version, comments and folds',
    'AUTHENTICATION-RESULTS :\r\n (a (b) c) MX.Provider.Example 1;\r\n\tspf=pass\r\n',
    true,
  ],
  ['quoted', 'Authentication-Results: "mx.provider.example"; spf=pass\r\n', true],
  ['of another', 'Authentication-Results: mx.provider.example.evil.example; spf=pass\r\n', false],
  ['a name that only begins so', 'Authentication-Results-Original: mx.provider.example; spf=pass\r\n', false],
])('results in our name, %s', async (_, field, ours) => {
  const found = await head(`X-A: b\r\n${field}From: a@b.example\r\n\r\n`)
  expect(found?.cut).toEqual(ours ? [8, 8 + field.length] : [])
})
