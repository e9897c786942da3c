/** Builds the vectors from fixed seeds, nonces and instants: Ed25519 is deterministic, so the file always comes out the same. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Change,
  type CborValue,
  createGenesis,
  encodeCanonical,
  enrolmentStatement,
  envelopeIdOf,
  type EnvelopeBody,
  formatEnrolmentToken,
  importPrivateKey,
  type KeyRole,
  manifestStatement,
  proposeChange,
  sessionStatement,
  type SignedEnvelope,
  signEnvelope,
  signerOf,
  signerRequestStatement,
  toBase64Url,
  verifyAuthority,
} from '../src/index.ts'
import { encodeBody } from '../src/envelope/body.ts'
import { AT, CLIENT, DEVICE, OTHER_CLIENT, type Person, signedBy } from './people.ts'

const bytes32 = (fill: number) => toBase64Url(new Uint8Array(32).fill(fill))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const later = (minutes: number) => new Date(AT.getTime() + minutes * 60_000).toISOString()

export async function personFromSeed(fill: number, name: string, role: KeyRole = 'technician'): Promise<Person> {
  // PKCS #8 of an Ed25519 seed (RFC 8410, section 7).
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, fill)])
  const pair = await importPrivateKey(pkcs8)
  return { key: { keyId: pair.keyId, publicKey: pair.publicKey, name, role }, signer: signerOf(pair) }
}

export async function buildVectors() {
  const [ada, ben, eve] = [await personFromSeed(1, 'Ada', 'owner'), await personFromSeed(2, 'Ben'), await personFromSeed(3, 'Eve')]
  const authority = await authorityVectors(ada, ben, eve)
  return {
    keys: [1, 2, 3].map((fill, i) => {
      const { publicKey, keyId } = ([ada, ben, eve][i] ?? ada).key
      return { seedHex: hex(new Uint8Array(32).fill(fill)), publicKey, keyId }
    }),
    canonical: canonicalVectors(),
    token: formatEnrolmentToken({ clientId: CLIENT, genesisHash: bytes32(4), serverKeyHash: bytes32(5), secret: bytes32(6) }),
    statements: statementVectors(),
    authority,
    envelopes: await envelopeVectors(ada, ben, eve, authority[0]?.expect ?? ''),
  }
}

function canonicalVectors() {
  const values: CborValue[] = [
    0,
    23,
    24,
    -1,
    1.5,
    1.1,
    2 ** 53 - 1,
    '',
    'ü',
    true,
    null,
    [1, [2]],
    { b: 1, a: 2, aa: 3 },
    new Uint8Array([1, 2]),
  ]
  const refused = ['1817', 'f93c00', 'f97e00', 'f98000', 'a2616201616101', 'a2616101616102', '9fff', 'f7', 'c000', '61ff', '0000', '']
  return {
    accepted: values.map((value) => ({
      value: value instanceof Uint8Array ? { $bytes: toBase64Url(value) } : value,
      cborHex: hex(encodeCanonical(value)),
    })),
    refused: refused.map((cborHex) => ({ cborHex })),
  }
}

function statementVectors() {
  const [nonce, agentPublicKey, authorityHead, challenge, bodyHash] = [7, 8, 9, 10, 11].map(bytes32) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const enrolment = { nonce, agentPublicKey, deviceId: DEVICE, clientId: CLIENT, authorityHead, issuedAt: AT.toISOString() }
  const session = { deviceId: DEVICE, challenge }
  const entries = [{ path: '/srv/data/orders.csv', size: 12, sha256: '0c'.repeat(32) }]
  const manifest = { deviceId: DEVICE, snapshotId: 'ab'.repeat(32), entries, candidates: 5, dropped: 1 }
  const signerRequest = { method: 'POST', path: '/signer/v1/tokens?x=1', bodyHash, at: AT.toISOString(), nonce }
  return {
    enrolment: { of: enrolment, bytesHex: hex(enrolmentStatement(enrolment)) },
    session: { of: session, bytesHex: hex(sessionStatement(session)) },
    manifest: { of: manifest, bytesHex: hex(manifestStatement(manifest)) },
    signerRequest: { of: signerRequest, bytesHex: hex(signerRequestStatement(signerRequest)) },
  }
}

async function authorityVectors(ada: Person, ben: Person, eve: Person) {
  const { wire, genesisHash } = await createGenesis({ client: CLIENT, keys: [ada.key], signers: [ada.signer], at: AT })
  const add = await next([wire], genesisHash, { action: 'add-key', keys: [ben.key] }, [ada, ben])
  const byStranger = await next([wire], genesisHash, { action: 'add-key', keys: [eve.key] }, [eve])
  const byOne = await next([wire, add], genesisHash, { action: 'add-key', keys: [eve.key] }, [ada, eve])
  const state = await verifyAuthority([wire, add], genesisHash)
  const logs = [
    { about: 'one key, then a second', entries: [wire, add], expect: state.ok ? state.value.head : state.error },
    { about: 'the genesis alone', entries: [wire], expect: genesisHash },
    { about: 'no genesis', entries: [add], expect: 'trust.authority-genesis' },
    { about: 'an entry twice', entries: [wire, add, add], expect: 'trust.authority-order' },
    { about: 'a key that lets itself in', entries: [wire, byStranger], expect: 'trust.authority-threshold' },
    { about: 'one of two where two are needed', entries: [wire, add, byOne], expect: 'trust.authority-threshold' },
    { about: 'nothing', entries: [], expect: 'trust.authority-empty' },
  ]
  return logs.map((log) => ({ ...log, genesisHash }))
}

async function next(entries: string[], genesisHash: string, change: Change, by: readonly Person[]): Promise<string> {
  const state = await verifyAuthority(entries, genesisHash)
  if (!state.ok) throw new Error(state.error)
  const proposed = proposeChange(state.value, change, AT)
  if (!proposed.ok) throw new Error(proposed.error)
  return signedBy(proposed.value, by)
}

async function envelopeVectors(ada: Person, ben: Person, eve: Person, authorityHead: string) {
  const base: EnvelopeBody = {
    v: 1,
    client: CLIENT,
    targets: { kind: 'devices', devices: [DEVICE] },
    kind: 'policy',
    payloadHash: null,
    args: {
      v: 1,
      revision: 1,
      collection: { intervalSeconds: 10 },
      backup: null,
      programs: { agent: null, restic: null },
      fanOutLimit: 10,
    },
    notBefore: AT.toISOString(),
    expires: later(60),
    nonce: bytes32(20),
    seq: 1,
    authorityHead,
  }
  const wipe = { ...base, kind: 'device.wipe', args: null }
  const signed = await make(base, [ada])
  const vector = { signed, client: CLIENT, device: DEVICE, now: AT.toISOString(), lastSeq: 0, fanOutLimit: 10 }
  return [
    { ...vector, about: 'a policy', expect: 'ok' },
    { ...vector, about: 'two may sign what one may', signed: await make(base, [ada, ben]), expect: 'ok' },
    { ...vector, about: 'the first instant after the window', now: later(60), expect: 'trust.envelope-expired' },
    { ...vector, about: 'before the window', now: later(-1), expect: 'trust.envelope-not-yet' },
    { ...vector, about: 'a sequence number that was taken', lastSeq: 1, expect: 'trust.envelope-seq' },
    { ...vector, about: 'a stranger', signed: await make(base, [eve]), expect: 'trust.envelope-key-unknown' },
    { ...vector, about: 'another device', device: CLIENT, expect: 'trust.envelope-wrong-target' },
    { ...vector, about: 'another client', client: OTHER_CLIENT, expect: 'trust.envelope-wrong-client' },
    { ...vector, about: 'destructive, one signature', signed: await make(wipe, [ada]), expect: 'trust.envelope-two-signatures' },
    { ...vector, about: 'destructive, two signatures', signed: await make(wipe, [ada, ben]), expect: 'ok' },
    { ...vector, about: 'a policy that raises the limit alone', fanOutLimit: 9, expect: 'trust.envelope-two-signatures' },
    {
      ...vector,
      about: 'an unknown head',
      signed: await make({ ...base, authorityHead: bytes32(1) }, [ada]),
      expect: 'trust.envelope-head-unknown',
    },
    { ...vector, about: 'an unknown kind', signed: await make({ ...base, kind: 'x' }, [ada]), expect: 'trust.envelope-kind-unknown' },
    { ...vector, about: 'the id of another', signed: { ...signed, id: DEVICE }, expect: 'trust.envelope-id-mismatch' },
  ]
}

async function make(body: EnvelopeBody, by: readonly Person[]): Promise<SignedEnvelope> {
  const bytes = encodeBody(body)
  let signed: SignedEnvelope = { id: await envelopeIdOf(bytes), body: toBase64Url(bytes), signatures: [] }
  for (const { signer } of by) signed = await signEnvelope(signed, signer)
  return signed
}

// After a deliberate change of a format: node packages/envelope/test/vectors.ts
if (import.meta.main)
  await writeFile(join(import.meta.dirname, '../testdata/vectors.json'), `${JSON.stringify(await buildVectors(), null, 2)}\n`)
