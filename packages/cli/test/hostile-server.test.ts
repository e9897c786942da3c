/**
 * The hostile server: it has the whole database and all of the server's keys, and tries to make a real agent do something. The agent is
 * the real program, its commands come through the real channel; only the people's private keys are out of the server's reach.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DevicePolicy } from '@mainstay/contract/agent'
import {
  createEnvelope,
  createGenesis,
  type EnvelopeInput,
  formatEnrolmentToken,
  generateKeyPair,
  type KeyPair,
  parseEnrolmentToken,
  proposeChange,
  readEnvelope,
  type SignedEnvelope,
  signEntry,
  signEnvelope,
  signerOf,
  toBase64Url,
  verifyAuthority,
} from '@mainstay/envelope'
import { newId } from '@mainstay/kernel'
import { type SignerServer, startSignerServer } from '@mainstay/server/test/signer-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalSigner, openSigner } from '../src/index.ts'
import { type AgentProcess, startAgent } from '../src/processes/agent-process.ts'
import { policyFor } from '../src/processes/local-device.ts'

const HOUR = 3_600_000
let root: string
let server: SignerServer
/** The technician; the server never has this key. */
let ada: LocalSigner
let adaKey: KeyPair
let ben: KeyPair
/** The key that the hostile server would like to be obeyed for. */
let eve: KeyPair
let client: string
let device: string
let token: string
let agent: AgentProcess
const log: string[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'mainstay-hostile-'))
  server = await startSignerServer()
  ada = openSigner({ configDir: join(root, 'ada'), serverUrl: server.url })
  const { publicKey, name } = await ada.ensureOwnerKey('Ada')
  await server.trust.signers.bootstrap({ publicKey, name, onServerMachine: false })
  adaKey = (await ada.context.key()).pair
  ;[ben, eve] = [await generateKeyPair(), await generateKeyPair()]
  client = await server.newClient()
  await ada.createClientAuthority({ clientId: client })
  await addBen()
  token = (await ada.mintToken({ clientId: client })).token
  agent = agentIn('agent', token)
  const [row] = await until('the agent enrols', () => server.superuser('select id from devices_device where client_id = $1', [client]))
  device = String(row?.['id'])
  await ada.signAndSubmit({ clientId: client, targets: [device], kind: 'policy', args: policy(5) })
  await until('the first policy is applied', async () => (inForce() === 5 ? [{}] : []))
})

afterAll(async () => {
  await agent?.stop()
  await server?.stop()
  rmSync(root, { recursive: true, force: true })
})

function agentIn(folder: string, withToken: string): AgentProcess {
  const o = { serverUrl: server.url, token: withToken, dataFolder: join(root, folder), onLog: (line: string) => log.push(line) }
  return startAgent(o, { env: process.env, out: () => {}, err: () => {}, ask: null })
}

async function addBen(): Promise<void> {
  const [genesis] = await entries()
  const proposed = await change([genesis ?? ''], { action: 'add-key', keys: [{ ...ben, name: 'Ben', role: 'technician' }] }, [adaKey, ben])
  await ada.authorities.submit(client, proposed)
}

async function entries(): Promise<string[]> {
  const rows = await server.superuser('select entry from trust_authority_entry where client_id = $1 order by seq', [client])
  return rows.map((row) => String(row['entry']))
}

async function change(of: string[], what: Parameters<typeof proposeChange>[1], by: KeyPair[]): Promise<string> {
  const state = await stateOf(of)
  const proposed = proposeChange(state, what, new Date())
  if (!proposed.ok) throw new Error(proposed.error)
  let wire = proposed.value
  for (const key of by) {
    const signed = await signEntry(wire, signerOf(key))
    if (!signed.ok) throw new Error(signed.error)
    wire = signed.value
  }
  return wire
}

async function stateOf(of: string[]) {
  const pin = parseEnrolmentToken(token ?? '')
  const genesisHash = pin.ok ? pin.value.genesisHash : (await ada.createClientAuthority({ clientId: client })).genesisHash
  const state = await verifyAuthority(of, genesisHash)
  if (!state.ok) throw new Error(state.error)
  return state.value
}

function policy(revision: number): DevicePolicy {
  return policyFor({ revision, backup: null, intervalSeconds: 60, agentHash: null, resticHash: null })
}

function inForce(): number | null {
  const path = join(root, 'agent/policy.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DevicePolicy).revision : null
}

/** An envelope that would be taken, but for what `over` and the signers change in it. */
async function command(over: Partial<EnvelopeInput> = {}, by: KeyPair[] = [adaKey]): Promise<SignedEnvelope> {
  const now = Date.now()
  let envelope = await createEnvelope({
    client,
    devices: [device],
    kind: 'policy',
    args: policy(99),
    notBefore: new Date(now - HOUR),
    expires: new Date(now + HOUR),
    seq: now,
    authorityHead: (await stateOf(await entries())).head,
    ...over,
  })
  for (const key of by) envelope = await signEnvelope(envelope, signerOf(key))
  return envelope
}

/** Straight into the database, as whole and signed for this device, whatever it is. */
async function plant(envelope: SignedEnvelope): Promise<string> {
  const row = [
    client,
    newId(),
    readEnvelope(envelope)?.kind ?? 'policy',
    [device],
    envelope.id,
    envelope.body,
    JSON.stringify(envelope.signatures),
  ]
  await server.superuser(
    `insert into trust_envelope (client_id, id, status, kind, args, devices, payload_hash, note, needed, envelope_id, body, signatures,
       seq, expires_at, position, created_by, created_at, signed_at)
     values ($1, $2, 'signed', $3, '{}', $4, null, '', 1, $5, $6, $7, 1, now() + interval '1 day', nextval('trust_envelope_position'), 'eve', now(), now())`,
    row,
  )
  server.devices.wakeAgents(client)
  return envelope.id
}

/** What the agent said of an envelope, as it told the server. */
async function answerTo(envelopeId: string): Promise<{ outcome: string; reason: string | null }> {
  const [row] = await until(`the agent answers to ${envelopeId}`, () =>
    server.superuser('select outcome, reason from trust_envelope_result where envelope_id = $1 and device_id = $2', [envelopeId, device]),
  )
  return row as { outcome: string; reason: string | null }
}

async function until(what: string, look: () => Promise<Record<string, unknown>[]>): Promise<Record<string, unknown>[]> {
  for (let waited = 0; waited < 25_000; waited += 100) {
    const rows = await look()
    if (rows.length > 0) return rows
    await pause(100)
  }
  throw new Error(`waited in vain: ${what}\n${log.slice(-20).join('\n')}`)
}

const attacks: [string, string, () => Promise<SignedEnvelope>][] = [
  ['a command signed by a key of its own', 'trust.envelope-key-unknown', () => command({}, [eve])],
  [
    'a command signed by its own and a copied signature',
    'trust.envelope-signature-invalid',
    async () => {
      const [real, forged] = [await command(), await command({ args: policy(98) }, [eve])]
      return { ...forged, signatures: real.signatures }
    },
  ],
  ['a command beside whose signature its own stands', 'trust.envelope-key-unknown', () => command({}, [adaKey, eve])],
  [
    'a command signed by the identity key of the server',
    'trust.envelope-key-unknown',
    async () => {
      const bare = await command({}, [])
      const signature = await server.trust.serverKey.sign(Buffer.from(bare.body, 'base64url'))
      return { ...bare, signatures: [{ keyId: eve.keyId, signature }] }
    },
  ],
  [
    'a signature that a person gave for something else',
    'trust.envelope-signature-invalid',
    async () => {
      const bare = await command({}, [])
      const signature = toBase64Url(await signerOf(adaKey).sign(Buffer.from(bare.body, 'base64url')))
      return { ...bare, signatures: [{ keyId: adaKey.keyId, signature }] }
    },
  ],
  ['a signed command under the id of another', 'trust.envelope-id-mismatch', async () => ({ ...(await command()), id: newId() })],
  [
    'a kind of signature from the future',
    'trust.envelope-signature-kind',
    async () => {
      const signed = await command()
      return { ...signed, signatures: signed.signatures.map((one) => ({ ...one, kind: 'none' })) }
    },
  ],
  ['a command that a person signed for another device', 'trust.envelope-wrong-target', () => command({ devices: [newId()] })],
  ['a command that a person signed for another client', 'trust.envelope-wrong-client', () => command({ client: newId() })],
  [
    'a command that has expired',
    'trust.envelope-expired',
    () => command({ notBefore: new Date(Date.now() - 3 * HOUR), expires: new Date(Date.now() - 2 * HOUR) }),
  ],
  ['an older policy, signed but withheld until now', 'trust.envelope-seq', () => command({ seq: 1 })],
  ['a smaller revision, signed by mistake', 'agent.policy-older', () => command({ args: policy(4) })],
  ['a destructive command with one signature', 'trust.envelope-two-signatures', () => command({ kind: 'device.wipe', args: null })],
  [
    'a command for many devices with one signature',
    'trust.envelope-two-signatures',
    () => command({ devices: [device, ...Array.from({ length: 10 }, () => newId())] }),
  ],
  [
    'a policy that lifts the limit, with one signature',
    'trust.envelope-two-signatures',
    () => command({ args: { ...policy(99), fanOutLimit: 1_000_000 } }),
  ],
  ['a command of a kind that is not known', 'trust.envelope-kind-unknown', () => command({ kind: 'shell' }, [adaKey, ben])],
  ['a target list that does not come with it', 'trust.envelope-target-list', () => command({ asList: true })],
]

test.each(attacks)('%s is refused: %s', async (_what, reason, forge) => {
  const envelopeId = await plant(await forge())
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'refused', reason })
  expect(inForce()).toBe(5)
})

test('a command that was taken is refused when it comes again', async () => {
  const [taken] = await server.superuser("select envelope_id from trust_envelope where client_id = $1 and args ->> 'revision' = '5'", [
    client,
  ])
  const envelopeId = String(taken?.['envelope_id'])
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'applied', reason: null })
  await server.superuser('delete from trust_envelope_result where envelope_id = $1', [envelopeId])
  await server.superuser("update trust_envelope set position = nextval('trust_envelope_position') where envelope_id = $1", [envelopeId])
  server.devices.wakeAgents(client)
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'refused', reason: 'trust.envelope-replayed' })
})

test('an authority to which it added a key of its own is not believed', async () => {
  const before = await entries()
  const forked = await change(before, { action: 'add-key', keys: [{ ...eve, name: 'Eve', role: 'owner' }] }, [eve])
  server.lies.entries = [forked]
  const envelopeId = await plant(await command({}, [eve]))
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'refused', reason: 'trust.envelope-key-unknown' })
  server.lies.entries = null
  expect(log.join('\n')).toContain('trust.authority-threshold')
})

test('a key that the device saw revoked stays revoked when the server cuts the log off again', async () => {
  const cleo = await generateKeyPair()
  const two = await entries()
  const three = await change(two, { action: 'add-key', keys: [{ ...cleo, name: 'Cleo', role: 'technician' }] }, [adaKey, ben, cleo])
  await ada.authorities.submit(client, three)
  const head = (await stateOf([...two, three])).head
  const revoked = await change([...two, three], { action: 'revoke-key', keys: [{ ...cleo, name: 'Cleo', role: 'technician' }] }, [
    adaKey,
    ben,
  ])
  await ada.authorities.submit(client, revoked)
  server.devices.wakeAgents(client)
  const trust = () => JSON.parse(readFileSync(join(root, 'agent/trust.json'), 'utf8')) as { authority: string[] }
  await until('the agent takes the revocation', async () => (trust().authority.length === 4 ? [{}] : []))

  server.lies.entries = [...two, three]
  const envelopeId = await plant(await command({ authorityHead: head }, [cleo]))
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'refused', reason: 'trust.envelope-key-revoked' })
  expect(trust().authority).toHaveLength(4)
  server.lies.entries = null
})

test.each<[string, string, () => Promise<string>]>([
  [
    'under an authority of its own',
    'trust.authority-genesis',
    async () => {
      const keys = [{ ...eve, name: 'Eve', role: 'owner' as const }]
      const { wire, genesisHash } = await createGenesis({ client, keys, signers: [signerOf(eve)], at: new Date() })
      server.lies.enrolment = { authority: [wire], authorityHead: genesisHash }
      return (await ada.mintToken({ clientId: client })).token
    },
  ],
  [
    'with another identity than the one that the token names',
    'its key has another hash',
    async () => {
      const parsed = parseEnrolmentToken((await ada.mintToken({ clientId: client })).token)
      if (!parsed.ok) throw new Error(parsed.error)
      return formatEnrolmentToken({ ...parsed.value, serverKeyHash: eve.keyId })
    },
  ],
])('it enrols no machine %s: %s', async (_what, reason, prepare) => {
  const [folder, said] = [newId(), log.length]
  const victim = agentIn(folder, await prepare())
  expect(await victim.exited).toBe(77)
  server.lies.enrolment = null
  expect(log.slice(said).join('\n')).toContain(reason)
  expect(existsSync(join(root, folder, 'identity.json'))).toBe(false)
})

test('after all of it nothing was done, and the agent still listens to the technician', async () => {
  expect(inForce()).toBe(5)
  const { envelopeId } = await ada.signAndSubmit({ clientId: client, targets: [device], kind: 'policy', args: policy(6) })
  expect(await answerTo(envelopeId)).toEqual({ outcome: 'applied', reason: null })
  expect(inForce()).toBe(6)
  const applied = await server.superuser("select 1 from trust_envelope_result where device_id = $1 and outcome = 'applied'", [device])
  expect(applied).toHaveLength(1)
})
