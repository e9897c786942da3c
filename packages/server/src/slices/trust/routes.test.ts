/** `/signer/v1` from outside: only what a known key signed, freshly and once, gets in. */
import {
  createEnvelope,
  createGenesis,
  generateKeyPair,
  type KeyPair,
  type SignedEnvelope,
  sha256,
  sign,
  signEnvelope,
  signerOf,
  signerRequestStatement,
  toBase64Url,
} from '@mainstay/envelope'
import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SignerServer, startSignerServer } from '../../../test/signer-server.ts'

const NOW = new Date('2026-11-24T09:00:00.000Z')
const MINUTE = 60_000
const clock = fixedClock(NOW)
let server: SignerServer
let ada: KeyPair
let client: string

beforeAll(async () => {
  server = await startSignerServer({ clock })
  ada = await generateKeyPair()
  await server.trust.signers.bootstrap({ publicKey: ada.publicKey, name: 'Ada', onServerMachine: true })
})
afterAll(() => server.stop())
beforeEach(async () => {
  clock.set(NOW)
  client = await server.newClient()
})

type Method = 'GET' | 'POST'
type Signing = { by?: KeyPair; at?: Date; nonce?: string; signedPath?: string; signedMethod?: string; signedBody?: string }

async function authorization(method: Method, path: string, body: string, signing: Signing = {}): Promise<string> {
  const { by = ada, at = clock.now(), nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32))) } = signing
  const statement = signerRequestStatement({
    method: signing.signedMethod ?? method,
    path: signing.signedPath ?? path,
    bodyHash: toBase64Url(await sha256(new TextEncoder().encode(signing.signedBody ?? body))),
    at: at.toISOString(),
    nonce,
  })
  const signature = toBase64Url(await sign(by.privateKey, statement))
  return `MainstaySigner keyId="${by.keyId}", at="${at.toISOString()}", nonce="${nonce}", signature="${signature}"`
}

async function call(method: Method, path: string, body?: unknown, signing: Signing = {}) {
  const payload = body === undefined ? '' : JSON.stringify(body)
  const headers: Record<string, string> = { authorization: await authorization(method, path, payload, signing) }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const response = await server.app.inject({ method, url: path, headers, ...(body === undefined ? {} : { payload }) })
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() }
}

async function founded(by: readonly KeyPair[] = [ada]): Promise<string> {
  const keys = by.map(({ keyId, publicKey }) => ({ keyId, publicKey, name: 'Somebody', role: 'owner' as const }))
  const { wire, genesisHash } = await createGenesis({ client, keys, signers: by.map(signerOf), at: NOW })
  const answer = await call('POST', `/signer/v1/clients/${client}/authority`, { v: 1, entry: wire })
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'appended', head: genesisHash } })
  return genesisHash
}

async function envelopeFor(
  authorityHead: string,
  over: Partial<Parameters<typeof createEnvelope>[0]> = {},
  by = [ada],
): Promise<SignedEnvelope> {
  let envelope = await createEnvelope({
    client,
    devices: [newId()],
    kind: 'backup.run',
    args: null,
    notBefore: NOW,
    expires: new Date(NOW.getTime() + 60 * MINUTE),
    seq: NOW.getTime(),
    authorityHead,
    ...over,
  })
  for (const key of by) envelope = await signEnvelope(envelope, signerOf(key))
  return envelope
}

const submit = (envelope: SignedEnvelope, draftId: string | null = null) =>
  call('POST', '/signer/v1/envelopes', { v: 1, draftId, note: '', envelope })

const ROUTES: [Method, string][] = [
  ['GET', '/signer/v1/server'],
  ['POST', '/signer/v1/self'],
  ['GET', '/signer/v1/signers'],
  ['POST', '/signer/v1/signers'],
  ['POST', '/signer/v1/signers/revoke'],
  ['GET', `/signer/v1/clients/${newId()}/authority`],
  ['POST', `/signer/v1/clients/${newId()}/authority`],
  ['GET', '/signer/v1/pending'],
  ['POST', '/signer/v1/envelopes'],
  ['POST', '/signer/v1/tokens'],
]

test.each(ROUTES)('%s %s answers nobody who does not sign, a stranger, or a bearer', async (method, url) => {
  const eve = await generateKeyPair()
  for (const header of [undefined, 'Bearer x', 'MainstaySigner x', await authorization(method, url, '{}', { by: eve })]) {
    const payload = method === 'POST' ? { payload: '{}' } : {}
    const headers = { 'content-type': 'application/json', ...(header === undefined ? {} : { authorization: header }) }
    const response = await server.app.inject({ method, url, headers, ...payload })
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([401, 'trust.signer-unauthenticated'])
  }
})

test.each<[string, Signing]>([
  ['for another path', { signedPath: '/signer/v1/signers' }],
  ['for another query', { signedPath: '/signer/v1/pending?all=1' }],
  ['for another method', { signedMethod: 'POST' }],
  ['for another body', { signedBody: '{}' }],
])('a signature %s does not count', async (_what, signing) => {
  expect((await call('GET', '/signer/v1/pending', undefined, signing)).body['code']).toBe('trust.signer-unauthenticated')
})

test('a body that was changed on the way is refused before it is looked at', async () => {
  const answer = await call('POST', '/signer/v1/signers', { v: 1, publicKey: ada.publicKey, name: 'Eve' }, { signedBody: '{"v":1}' })
  expect([answer.status, answer.body['code']]).toEqual([401, 'trust.signer-unauthenticated'])
})

test('a request is good for five minutes around the clock of the server, and once', async () => {
  const at = (ms: number) => call('GET', '/signer/v1/pending', undefined, { at: new Date(NOW.getTime() + ms) })
  expect((await at(-5 * MINUTE)).status).toBe(200)
  expect((await at(5 * MINUTE)).status).toBe(200)
  expect((await at(-5 * MINUTE - 1)).body).toMatchObject({ code: 'trust.signer-clock', data: { now: NOW.toISOString() } })
  expect((await at(5 * MINUTE + 1)).body['code']).toBe('trust.signer-clock')

  const headers = { authorization: await authorization('GET', '/signer/v1/pending', '') }
  const twice = [1, 2].map(() => server.app.inject({ method: 'GET', url: '/signer/v1/pending', headers }))
  const statuses = (await Promise.all(twice)).map((response) => response.statusCode).sort((a, b) => a - b)
  expect(statuses).toEqual([200, 401])
  // As long as its time would still pass, its nonce is remembered.
  clock.advance(4 * MINUTE)
  expect((await server.app.inject({ method: 'GET', url: '/signer/v1/pending', headers })).json()).toMatchObject({
    code: 'trust.signer-replayed',
  })
})

test('the first key comes from the first start; a later start with another key changes nothing', async () => {
  const eve = await generateKeyPair()
  const start = (key: KeyPair) => server.trust.signers.bootstrap({ publicKey: key.publicKey, name: 'x', onServerMachine: true })
  expect([await start(ada), await start(eve)]).toEqual(['known', 'refused'])
  expect((await call('GET', '/signer/v1/pending', undefined, { by: eve })).status).toBe(401)
})

test('a key cannot shut itself out', async () => {
  expect((await call('POST', '/signer/v1/signers/revoke', { v: 1, keyId: ada.keyId })).body['code']).toBe('trust.signer-own-key')
})

test('only a sound genesis of this very client founds its authority, and nothing founds it twice', async () => {
  const elsewhere = await createGenesis({
    client: newId(),
    keys: [{ ...ada, name: 'Ada', role: 'owner' }],
    signers: [signerOf(ada)],
    at: NOW,
  })
  const path = `/signer/v1/clients/${client}/authority`
  expect((await call('POST', path, { v: 1, entry: elsewhere.wire })).body['code']).toBe('trust.authority-client')
  expect((await call('POST', path, { v: 1, entry: 'AAAA' })).body['code']).toBe('trust.authority-malformed')
  await founded()
  const second = await createGenesis({ client, keys: [{ ...ada, name: 'Other', role: 'owner' }], signers: [signerOf(ada)], at: NOW })
  expect((await call('POST', path, { v: 1, entry: second.wire })).body['code']).toBe('trust.authority-fork')
})

test('a whole envelope is stored and given to its device; sent again it is the same one', async () => {
  const head = await founded()
  const device = newId()
  const envelope = await envelopeFor(head, { devices: [device] })
  const first = await submit(envelope)
  expect(first.body).toMatchObject({ status: 'signed', missing: 0, envelopeId: envelope.id })
  expect((await submit(envelope)).body).toEqual(first.body)
  const given = await server.trust.envelopes.forDevice({ clientId: client, deviceId: device, after: null, authorityHead: null })
  expect(given.envelopes).toMatchObject([envelope])
  expect(given.authority).toHaveLength(1)
  const known = await server.trust.envelopes.forDevice({ clientId: client, deviceId: device, after: envelope.id, authorityHead: head })
  expect(known).toEqual({ authority: [], envelopes: [] })
})

test('an envelope is not given to a device it does not name, after its end, or after it was answered', async () => {
  const head = await founded()
  const device = newId()
  const envelope = await envelopeFor(head, { devices: [device] })
  await submit(envelope)
  const given = async (deviceId: string) =>
    (await server.trust.envelopes.forDevice({ clientId: client, deviceId, after: null, authorityHead: null })).envelopes.length
  expect([await given(device), await given(newId())]).toEqual([1, 0])
  clock.advance(60 * MINUTE)
  expect(await given(device)).toBe(0)
  clock.set(NOW)
  const result = { clientId: client, deviceId: device, envelopeId: envelope.id, outcome: 'refused' as const, reason: 'x', at: NOW }
  expect(await server.trust.envelopes.recordResult({ ...result, deviceId: newId() })).toBeNull()
  expect(await server.trust.envelopes.recordResult(result)).toMatchObject({ kind: 'backup.run' })
  expect(await given(device)).toBe(0)
})

test('what the agents would refuse is not even stored', async () => {
  const head = await founded()
  const eve = await generateKeyPair()
  const code = async (envelope: Promise<SignedEnvelope>) => (await submit(await envelope)).body['code']
  expect(await code(envelopeFor(head, {}, [eve]))).toBe('trust.envelope-key-unknown')
  expect(await code(envelopeFor(toBase64Url(new Uint8Array(32))))).toBe('trust.envelope-head-unknown')
  expect(await code(envelopeFor(head, { kind: 'device.melt' }))).toBe('trust.envelope-kind-unknown')
  expect(await code(envelopeFor(head, { asList: true }))).toBe('trust.envelope-target-list')
  const earlier = { notBefore: new Date(NOW.getTime() - 2 * MINUTE), expires: new Date(NOW.getTime() - MINUTE) }
  expect(await code(envelopeFor(head, earlier))).toBe('trust.envelope-expired')
  expect(await code(envelopeFor(head, { client: await server.newClient() }))).toBe('trust.no-authority')
  expect(await server.superuser('select 1 from trust_envelope where client_id = $1', [client])).toEqual([])
})

test('a draft takes only the command that it says', async () => {
  const head = await founded()
  const device = newId()
  const of = { clientId: client, deviceIds: [device], kind: 'backup.run', args: { full: true }, note: '' }
  const { draftId } = await server.trust.envelopes.draft(server.system, of)
  const other = await envelopeFor(head, { devices: [device], args: { full: false } })
  expect((await submit(other, draftId)).body['code']).toBe('trust.draft-mismatch')
  const right = await envelopeFor(head, { devices: [device], args: { full: true } })
  expect((await submit(right, draftId)).body).toMatchObject({ draftId, status: 'signed' })
  const late = await envelopeFor(head, { devices: [device], args: { full: true }, seq: NOW.getTime() + 1 })
  expect((await submit(late, draftId)).body['code']).toBe('trust.draft-closed')
})

test('half-signed, a draft keeps its envelope until that has expired; both signatures make it whole', async () => {
  const ben = await generateKeyPair()
  const head = await founded([ada, ben])
  const device = newId()
  const of = { clientId: client, deviceIds: [device], kind: 'retention.purge', args: null, note: '' }
  const { draftId } = await server.trust.envelopes.draft(server.system, of)
  const over = { kind: 'retention.purge', devices: [device] }
  const first = await envelopeFor(head, over)
  expect((await submit(first, draftId)).body).toMatchObject({ status: 'partly-signed', missing: 1 })
  const rival = await envelopeFor(head, { ...over, seq: NOW.getTime() + 1 })
  expect((await submit(rival, draftId)).body['code']).toBe('trust.draft-mismatch')

  clock.advance(60 * MINUTE)
  const pending = (await call('GET', '/signer/v1/pending')).body['envelopes'] as { draftId: string; status: string; envelope: unknown }[]
  expect(pending.find((one) => one.draftId === draftId)).toMatchObject({ status: 'draft', envelope: null })
  const again = await envelopeFor(head, { ...over, expires: new Date(NOW.getTime() + 120 * MINUTE) })
  expect((await submit(again, draftId)).body).toMatchObject({ status: 'partly-signed' })
  // Ben's copy lacks Ada's signature; the server has it.
  const bens = await signEnvelope({ ...again, signatures: [] }, signerOf(ben))
  expect((await submit(bens, draftId)).body).toMatchObject({ status: 'signed', missing: 0 })
})

test('a newer draft of the same thing takes the place of an unsigned one', async () => {
  await founded()
  const device = newId()
  const draft = (revision: number) =>
    server.trust.envelopes.draft(server.system, { clientId: client, deviceIds: [device], kind: 'policy', args: { revision }, note: '' })
  await draft(1)
  const { draftId } = await draft(2)
  const pending = (await call('GET', '/signer/v1/pending')).body['envelopes'] as { draftId: string; clientId: string }[]
  expect(pending.filter((one) => one.clientId === client).map((one) => one.draftId)).toEqual([draftId])
})

test('a token for another genesis than the one in force is refused; its life is bounded', async () => {
  const genesisHash = await founded()
  const token = { v: 1, clientId: client, siteId: null, secretHash: toBase64Url(new Uint8Array(32)), expiresAt: '2036-01-01T00:00:00.000Z' }
  const wrong = await call('POST', '/signer/v1/tokens', { ...token, genesisHash: toBase64Url(new Uint8Array(32)) })
  expect(wrong.body['code']).toBe('trust.token-not-pinned')
  const minted = await call('POST', '/signer/v1/tokens', { ...token, genesisHash })
  expect(minted.body['expiresAt']).toBe('2026-12-24T09:00:00.000Z')
})

test('every change leaves its line in the audit log', async () => {
  const head = await founded()
  await submit(await envelopeFor(head))
  const lines = await server.superuser('select action, actor_id from audit_entry where client_id = $1 order by action', [client])
  expect(lines.filter((line) => line['actor_id'] === ada.keyId).map((line) => line['action'])).toEqual([
    'trust.authority-created',
    'trust.signed',
  ])
})

test('the private half of the identity key is nowhere in the database', async () => {
  const [row] = await server.superuser("select public_key, encode(sealed, 'hex') as sealed from trust_server_key")
  expect(row?.['public_key']).toBe(server.trust.serverKey.publicKey)
  // The start of an unencrypted PKCS #8 Ed25519 key.
  expect(row?.['sealed']).not.toContain('302e020100300506032b6570')
})
