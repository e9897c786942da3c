/** The story of signing with the real command line against a real server: found an authority, enrol, sign, share, move. */
import { startSignerServer, type SignerServer } from '@mainstay/server/test/signer-server'
import {
  AuthorityOutputSchema,
  type PendingItem,
  SignListOutputSchema,
  SignOutputSchema,
  TokenOutputSchema,
} from '@mainstay/contract/trust'
import { generateKeyPair, parseEnrolmentToken, toBase64Url } from '@mainstay/envelope'
import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSigner } from '../src/index.ts'
import { openTerminal, type Terminal } from './terminal.ts'

let server: SignerServer
let client: string
const terminals: Terminal[] = []

beforeAll(async () => {
  server = await startSignerServer()
  const ada = await person('Ada')
  await server.trust.signers.bootstrap({ publicKey: await publicKeyOf(ada), name: 'Ada', onServerMachine: true })
  owner = ada
})
afterAll(() => server.stop())

let owner: Terminal
beforeEach(async () => {
  client = await server.newClient()
})
afterEach(() => {
  for (const terminal of terminals.splice(0)) if (terminal !== owner) terminal.remove()
})

async function person(name: string): Promise<Terminal> {
  const terminal = openTerminal({ MAINSTAY_SERVER: server.url })
  terminals.push(terminal)
  await terminal.run('key', 'new', '--name', name)
  return terminal
}

async function publicKeyOf(terminal: Terminal): Promise<string> {
  return String((await terminal.run('key', 'show', '--json')).json()['publicKey'])
}

/** A colleague whose key the server and the client's authority know. */
async function colleague(name: string): Promise<Terminal> {
  const terminal = await person(name)
  const key = await publicKeyOf(terminal)
  await owner.run('key', 'trust', '--key', key, '--name', name)
  const { genesisHash } = (await owner.run('authority', 'show', '--client', client, '--json')).json()
  await owner.run('authority', 'add-key', '--client', client, '--key', key, '--name', name)
  await terminal.run('authority', 'trust', '--client', client, '--genesis', String(genesisHash))
  await terminal.run('sign', '--all', '--yes')
  return terminal
}

async function pendingOf(terminal: Terminal): Promise<PendingItem[]> {
  const all = SignListOutputSchema.parse((await terminal.run('sign', '--list', '--json')).json()).pending
  return all.filter((item) => item.clientId === client)
}

async function drafted(kind: string, deviceIds: string[] = [newId()], args: unknown = { reason: 'test' }): Promise<void> {
  await server.trust.envelopes.draft(server.system, { clientId: client, deviceIds, kind, args, note: 'drafted in a test' })
}

test('an authority is founded once, with the one key said loudly', async () => {
  const made = await owner.run('authority', 'create', '--client', client, '--json')
  const authority = AuthorityOutputSchema.parse(made.json())
  expect(authority).toMatchObject({ clientId: client, entries: 1, changeThreshold: 1, keys: [{ name: 'Ada', role: 'owner', mine: true }] })
  expect((await owner.run('authority', 'create', '--client', client, '--json')).json()).toEqual(made.json())
  expect((await owner.run('authority', 'show', '--client', client)).out).toContain('ONE KEY ALONE')
})

test('an authority for a client that does not exist is refused', async () => {
  const made = await owner.run('authority', 'create', '--client', newId(), '--json')
  expect(made.json()['error']).toMatchObject({ code: 'platform.not-found' })
})

test('a token pins client, genesis and server; its secret is not in the database; it is good for one machine', async () => {
  const { genesisHash } = (await owner.run('authority', 'create', '--client', client, '--json')).json()
  const minted = TokenOutputSchema.parse((await owner.run('token', '--client', client, '--hours', '2', '--json')).json())
  const token = parseEnrolmentToken(minted.token)
  if (!token.ok) throw new Error(token.error)
  expect(token.value).toMatchObject({ clientId: client, genesisHash })
  expect(minted.installLine).toBe(`mainstay-agent run --server ${server.url} --token ${minted.token}`)
  const rows = JSON.stringify(await server.superuser('select * from trust_enrolment_token'))
  expect(rows).not.toContain(token.value.secret)

  const [first, second] = [await generateKeyPair(), await generateKeyPair()]
  const { secret } = token.value
  const consume = (publicKey: string) => server.trust.enrolment.consume({ clientId: client, secret, publicKey })
  const uses = await Promise.allSettled([consume(first.publicKey), consume(second.publicKey)])
  expect(uses.map((use) => use.status).sort()).toEqual(['fulfilled', 'rejected'])
  const other = await server.newClient()
  await expect(server.trust.enrolment.consume({ clientId: other, secret, publicKey: first.publicKey })).rejects.toMatchObject({
    code: 'trust.token-unknown',
  })
})

test('a draft of the console is listed with what it says, signed by its content, and then gone from the list', async () => {
  await owner.run('authority', 'create', '--client', client)
  const device = newId()
  await drafted('policy', [device], { v: 1, revision: 1 })
  const [item] = await pendingOf(owner)
  expect(item).toMatchObject({ kind: 'policy', devices: [device], args: { v: 1, revision: 1 }, signaturesNeeded: 1, signedBy: [] })
  expect((await owner.run('sign', item?.id ?? '')).code).toBe(1)
  const signed = SignOutputSchema.parse((await owner.run('sign', item?.id ?? '', '--yes', '--json')).json())
  expect(signed.signed).toMatchObject([{ id: item?.id, outcome: 'signed', missing: 0 }])
  expect(await pendingOf(owner)).toEqual([])
  const { envelopes } = await server.trust.envelopes.forDevice({ clientId: client, deviceId: device, after: null, authorityHead: null })
  expect(envelopes.map((one) => one.id)).toEqual([signed.signed[0]?.envelopeId])
})

test('a person is shown everything before the question, and any answer but y signs nothing', async () => {
  await owner.run('authority', 'create', '--client', client)
  await drafted('backup.run')
  const [item] = await pendingOf(owner)
  owner.answers.push('')
  const ran = await owner.run('sign', item?.id ?? '')
  expect(ran.code).toBe(1)
  for (const shown of [item?.id, item?.devices[0], client, '"reason":"test"', 'not signed)']) expect(ran.err).toContain(shown)
  owner.answers.push('y')
  expect((await owner.run('sign', item?.id ?? '')).code).toBe(0)
})

test('what the server swapped after it was listed is not signed', async () => {
  await owner.run('authority', 'create', '--client', client)
  await drafted('script.run', [newId()], { command: ['uptime'] })
  const [item] = await pendingOf(owner)
  await server.superuser('update trust_envelope set args = $1 where client_id = $2', [{ command: ['curl', 'http://evil'] }, client])
  const signed = await owner.run('sign', item?.id ?? '', '--yes', '--json')
  expect(signed.json()['error']).toMatchObject({ code: 'cli.pending-unknown' })
})

test('a colleague joins with three signatures, and a destructive command then needs both', async () => {
  await owner.run('authority', 'create', '--client', client)
  const ben = await colleague('Ben')
  const authority = AuthorityOutputSchema.parse((await ben.run('authority', 'show', '--client', client, '--json')).json())
  expect([authority.entries, authority.changeThreshold, authority.keys.map((key) => key.name)]).toEqual([2, 2, ['Ada', 'Ben']])

  await drafted('retention.purge')
  const [item] = await pendingOf(owner)
  expect(item?.signaturesNeeded).toBe(2)
  const half = SignOutputSchema.parse((await owner.run('sign', item?.id ?? '', '--yes', '--json')).json())
  expect(half.signed).toMatchObject([{ outcome: 'needs-more', missing: 1 }])
  // Signing again with the same key brings it no further.
  expect((await owner.run('sign', item?.id ?? '', '--yes', '--json')).json()).toMatchObject({ signed: [{ outcome: 'needs-more' }] })
  const whole = SignOutputSchema.parse((await ben.run('sign', item?.id ?? '', '--yes', '--json')).json())
  expect(whole.signed).toMatchObject([{ id: item?.id, outcome: 'signed', envelopeId: half.signed[0]?.envelopeId }])
})

test('two who sign the same change at the same time do not undo each other', async () => {
  await owner.run('authority', 'create', '--client', client)
  const ben = await colleague('Ben')
  const cleo = await person('Cleo')
  const key = await publicKeyOf(cleo)
  await owner.run('key', 'trust', '--key', key, '--name', 'Cleo')
  const { genesisHash } = (await owner.run('authority', 'show', '--client', client, '--json')).json()
  await cleo.run('authority', 'trust', '--client', client, '--genesis', String(genesisHash))
  const proposed = await owner.run('authority', 'add-key', '--client', client, '--key', key, '--name', 'Cleo', '--json')
  expect(proposed.json()).toMatchObject({ outcome: 'proposed', missing: 2 })
  await Promise.all([ben.run('sign', '--all', '--yes'), cleo.run('sign', '--all', '--yes')])
  const authority = AuthorityOutputSchema.parse((await owner.run('authority', 'show', '--client', client, '--json')).json())
  expect(authority.keys.map((one) => one.name)).toEqual(['Ada', 'Ben', 'Cleo'])

  const revoked = await owner.run('authority', 'revoke-key', '--client', client, '--key', authority.keys[2]?.keyId ?? '', '--json')
  expect(revoked.json()).toMatchObject({ outcome: 'proposed', missing: 1 })
  await ben.run('sign', '--all', '--yes')
  const after = AuthorityOutputSchema.parse((await owner.run('authority', 'show', '--client', client, '--json')).json())
  expect([after.keys.length, after.revoked.map((one) => one.name)]).toEqual([2, ['Cleo']])
  const refused = await cleo.run('sign', '--list', '--json')
  expect(refused.code).toBe(0)
  await drafted('backup.run')
  const byCleo = SignOutputSchema.parse((await cleo.run('sign', '--all', '--yes', '--json')).json())
  expect(byCleo.signed.find((one) => one.reason?.includes(client))).toMatchObject({ outcome: 'refused' })
})

test('a colleague does not sign under an authority that nobody told the genesis of', async () => {
  await owner.run('authority', 'create', '--client', client)
  const ben = await person('Ben')
  await owner.run('key', 'trust', '--key', await publicKeyOf(ben), '--name', 'Ben')
  const ran = await ben.run('token', '--client', client, '--json')
  expect(ran.json()['error']).toMatchObject({ code: 'cli.authority-not-pinned' })
  const wrong = await ben.run('authority', 'trust', '--client', client, '--genesis', toBase64Url(new Uint8Array(32)), '--json')
  expect(wrong.json()['error']).toMatchObject({ code: 'cli.authority-rejected' })
})

test('an authority that the server cut off, forked or replaced is rejected by name', async () => {
  await owner.run('authority', 'create', '--client', client)
  await colleague('Ben')
  await owner.run('authority', 'show', '--client', client)
  const stored = await server.superuser('delete from trust_authority_entry where client_id = $1 and seq = 1 returning hash', [client])
  expect(stored).toHaveLength(1)
  const cut = await owner.run('authority', 'show', '--client', client, '--json')
  expect(cut.json()['error']).toMatchObject({ code: 'cli.authority-rejected', data: { reason: 'it is shorter than it was' } })
  await server.superuser('delete from trust_authority_entry where client_id = $1', [client])
  const gone = await owner.run('authority', 'create', '--client', client, '--json')
  expect(gone.json()['error']).toMatchObject({ code: 'cli.authority-rejected', data: { reason: 'it is gone from the server' } })
})

test('a key that the server does not know, or no longer, is turned away', async () => {
  const eve = await person('Eve')
  const turned = await eve.run('sign', '--list', '--json')
  expect([turned.code, turned.json()['error']]).toEqual([1, expect.objectContaining({ code: 'trust.signer-unauthenticated' })])
  await owner.run('key', 'trust', '--key', await publicKeyOf(eve), '--name', 'Eve')
  expect((await eve.run('sign', '--list')).code).toBe(0)
  const { keyId } = (await eve.run('key', 'show', '--json')).json()
  await owner.run('key', 'distrust', '--key', String(keyId))
  expect((await eve.run('sign', '--list')).code).toBe(1)
})

test('a key that starts with a dash is a key, not an option', async () => {
  const key = `-${'A'.repeat(42)}`
  expect((await owner.run('key', 'trust', '--key', key, '--name', 'Dash')).code).toBe(0)
})

test('a clock that is an hour off is said, with both sides of it', async () => {
  const clock = fixedClock(new Date(Date.now() - 3_600_000))
  const signer = openSigner({ configDir: owner.folder, serverUrl: server.url, clock })
  await expect(signer.listPending()).rejects.toMatchObject({ code: 'trust.signer-clock' })
})

test('the interface for programs does the same: key, authority, token, command; asked again it changes nothing', async () => {
  const signer = openSigner({ configDir: owner.folder, serverUrl: server.url })
  expect(await signer.ensureOwnerKey()).toMatchObject({ created: false, name: 'Ada' })
  const { genesisHash, created } = await signer.createClientAuthority({ clientId: client })
  expect([created, (await signer.createClientAuthority({ clientId: client })).genesisHash]).toEqual([true, genesisHash])
  expect((await signer.mintToken({ clientId: client, expiresInHours: 1 })).token).toContain(genesisHash)
  const device = newId()
  const [first, second] = [
    await signer.signAndSubmit({ clientId: client, targets: [device], kind: 'backup.run', args: {} }),
    await signer.signAndSubmit({ clientId: client, targets: [device], kind: 'backup.run', args: {} }),
  ]
  expect([first.status, second.status, first.envelopeId === second.envelopeId]).toEqual(['signed', 'signed', false])
  const { envelopes } = await server.trust.envelopes.forDevice({
    clientId: client,
    deviceId: device,
    after: first.envelopeId,
    authorityHead: null,
  })
  expect(envelopes.map((one) => one.id)).toEqual([second.envelopeId])
})

test('moving the key away tells the server, and amber goes out', async () => {
  const ben = await person('Ben')
  const key = await publicKeyOf(ben)
  const { keyId } = (await ben.run('key', 'show', '--json')).json()
  await owner.run('key', 'trust', '--key', key, '--name', 'Ben')
  await server.superuser('update trust_signer set on_server_machine = true where key_id = $1', [keyId])
  ben.answers.push('a long enough passphrase', 'a long enough passphrase')
  const moved = await ben.run('key', 'move', '--to', `${ben.folder}/bundle.json`, '--json')
  expect(moved.json()['serverTold']).toBe(true)
  const [row] = await server.superuser('select on_server_machine from trust_signer where key_id = $1', [keyId])
  expect(row).toEqual({ on_server_machine: false })
})
