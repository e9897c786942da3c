import { newId } from '@mainstay/kernel'
import type { EnvelopeBody } from '@mainstay/envelope'
import { expect, test } from 'vitest'
import { matchesDraft, neededFor, useToken } from './domain.ts'

const now = new Date('2026-11-24T09:00:00Z')
const token = { siteId: null, genesisHash: 'g', expiresAt: new Date('2026-11-24T10:00:00Z'), usedBy: null }

test.each([
  ['an unknown token', null, 'trust.token-unknown'],
  ['a token used by another machine', { ...token, usedBy: 'other' }, 'trust.token-used'],
  ['a token at the very second it expires', { ...token, expiresAt: now }, 'trust.token-expired'],
])('%s is refused', (_what, one, error) => {
  expect(useToken(one, { publicKey: 'mine', now })).toEqual({ ok: false, error })
})

test('a token is good for its first machine, which may ask again even when it has expired since', () => {
  expect(useToken(token, { publicKey: 'mine', now })).toEqual({ ok: true, value: 'first-use' })
  expect(useToken({ ...token, usedBy: 'mine', expiresAt: now }, { publicKey: 'mine', now })).toEqual({ ok: true, value: 'again' })
})

test('a wide or destructive command needs two signatures, an unknown kind is none', () => {
  const draft = { kind: 'policy', args: {}, devices: [newId()], payloadHash: null }
  expect(neededFor(draft)).toBe(1)
  expect(neededFor({ ...draft, kind: 'retention.purge' })).toBe(2)
  expect(neededFor({ ...draft, devices: Array.from({ length: 11 }, () => newId()) })).toBe(2)
  expect(neededFor({ ...draft, kind: 'rm' })).toBeNull()
})

test('what was signed must be what was drafted', () => {
  const id = newId()
  const draft = { kind: 'policy', args: { a: 1 }, devices: [id], payloadHash: null }
  const body: EnvelopeBody = {
    v: 1,
    client: newId(),
    targets: { kind: 'devices', devices: [id] },
    kind: 'policy',
    payloadHash: null,
    args: { a: 1 },
    notBefore: '',
    expires: '',
    nonce: '',
    seq: 1,
    authorityHead: '',
  }
  const text = (value: unknown) => JSON.stringify(value)
  expect(matchesDraft(body, draft, text)).toBe(true)
  expect(matchesDraft({ ...body, args: { a: 2 } }, draft, text)).toBe(false)
  expect(matchesDraft({ ...body, targets: { kind: 'devices', devices: [newId()] } }, draft, text)).toBe(false)
  expect(matchesDraft({ ...body, kind: 'backup.run' }, draft, text)).toBe(false)
})
