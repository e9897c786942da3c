import { expect, test } from 'vitest'
import { alignedByResults } from './proven.ts'

const proven = (...values: string[]) =>
  alignedByResults(
    values.map((value) => ({ name: 'authentication-results', value })),
    'mx.msp.example',
    'ewa@mail.acme.example',
  )

test.each([
  ['DMARC for the domain in From', 'mx.msp.example; dmarc=pass (p=reject) header.from=mail.acme.example', true],
  ['with a version', 'MX.msp.example 1; dmarc=pass header.from=mail.acme.example', true],
  ['DKIM of the parent', 'mx.msp.example; dkim=pass header.d=acme.example', true],
  ['DKIM by identity', 'mx.msp.example; dkim=pass header.i=@mail.acme.example', true],
  ['SPF of the same domain', 'mx.msp.example; spf=pass smtp.mailfrom=x@mail.acme.example', true],
  ['a local part too long to be one', `mx.msp.example; spf=pass smtp.mailfrom=mail.acme.example+${'a'.repeat(110)}@evil.example`, false],
  ['a quoted local part with the domain', 'mx.msp.example; spf=pass smtp.mailfrom="mail.acme.example x"@evil.example', false],
  ['a result within quotes', 'mx.msp.example; spf=pass smtp.mailfrom="x;dmarc=pass header.from=mail.acme.example"@evil.example', false],
  ['a quoted identity', 'mx.msp.example; dkim=pass header.i="mail.acme.example x"@evil.example', false],
  ['DMARC of another domain', 'mx.msp.example; dmarc=pass header.from=evil.example', false],
  ['DKIM of a stranger', 'mx.msp.example; dkim=pass header.d=evil.example', false],
  ['DKIM of a sibling', 'mx.msp.example; dkim=pass header.d=other.acme.example', false],
  ['a top-level domain', 'mx.msp.example; dkim=pass header.d=example', false],
  ['a fail', 'mx.msp.example; dmarc=fail header.from=mail.acme.example; spf=softfail smtp.mailfrom=mail.acme.example', false],
  ['words in a remark', 'mx.msp.example; spf=fail (dmarc=pass header.from=mail.acme.example)', false],
  ['another server', 'mx.evil.example; dmarc=pass header.from=mail.acme.example', false],
])('%s: %s', (_, value, expected) => expect(proven(value)).toBe(expected))

test('the topmost of the trusted server counts, since what lies below came with the mail', () => {
  expect(proven('mx.msp.example; dmarc=fail', 'mx.msp.example; dmarc=pass header.from=mail.acme.example')).toBe(false)
  expect(alignedByResults([{ name: 'authentication-results', value: '; dmarc=pass header.from=a.example' }], '', 'x@a.example')).toBe(false)
})
