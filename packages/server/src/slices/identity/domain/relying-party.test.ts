import { expect, test } from 'vitest'
import { relyingPartyOf } from './relying-party.ts'

test.each([
  ['https://mainstay.example', { rpId: 'mainstay.example', origin: 'https://mainstay.example' }],
  ['https://mainstay.example:8443/', { rpId: 'mainstay.example', origin: 'https://mainstay.example:8443' }],
  ['http://localhost:8420', { rpId: 'localhost', origin: 'http://localhost:8420' }],
  ['https://localhost', { rpId: 'localhost', origin: 'https://localhost' }],
  ['http://127.0.0.1:8420', { rpId: 'localhost', origin: 'http://localhost:8420' }],
  ['http://[::1]', { rpId: 'localhost', origin: 'http://localhost' }],
])('for %s passkeys are of %o', (url, party) => expect(relyingPartyOf(url)).toEqual(party))

test.each(['http://mainstay.example', 'https://192.0.2.7', 'https://[2001:db8::1]', 'https://127.0.0.1', '', 'nonsense'])(
  'for %j browsers offer none',
  (url) => expect(relyingPartyOf(url)).toBeNull(),
)
