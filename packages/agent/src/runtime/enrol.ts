/** Enrolment: the key pair is made here, and the server must prove by the token's hashes that it is the one the technician meant. */
import {
  type AuthorityState,
  enrolmentStatement,
  exportPrivateKey,
  fromBase64Url,
  generateKeyPair,
  importPrivateKey,
  parseEnrolmentToken,
  sha256,
  toBase64Url,
  verifyAuthority,
  verifyText,
} from '@mainstay/envelope'
import type { EnrolmentToken } from '@mainstay/envelope'
import { type EnrolRequest, type EnrolResponse, EnrolResponseSchema } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { rmSync } from 'node:fs'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import type { Backoff } from './backoff.ts'
import { saveTrustState } from '../jobs/trust-state.ts'
import { machineFacts } from './facts.ts'
import type { Files } from './files.ts'
import { type Identity, saveIdentity } from './identity.ts'
import type { Log } from './log.ts'
import type { Server } from './server.ts'

export type Enrolment = {
  server: Server
  token: string
  files: Files
  log: Log
  backoff: Backoff
  wait(ms: number): Promise<void>
  signal: AbortSignal
  /** What is told of this machine; a simulated one tells of itself. */
  facts?: () => Promise<EnrolRequest['facts']>
}

/** Keeps trying while the server is away. Throws `agent.enrolment-refused` or `agent.server-not-trusted`, after which nothing is kept. */
export async function enrol({
  server,
  token: text,
  files,
  log,
  backoff,
  wait,
  signal,
  facts = machineFacts,
}: Enrolment): Promise<Identity> {
  const token = parseEnrolmentToken(text)
  if (!token.ok) throw new AppError('agent.enrolment-refused', { reason: 'the token is not of the form client.genesis.server.secret.' })
  const keys = await keysFor(files.enrolling, token.value)
  const request: EnrolRequest = {
    v: 1,
    clientId: token.value.clientId,
    secret: token.value.secret,
    nonce: keys.nonce,
    publicKey: keys.publicKey,
    facts: await facts(),
  }
  for (;;) {
    signal.throwIfAborted()
    const answer = await server.call({ path: '/agent/v1/enrol', body: JSON.stringify(request), signal })
    if (answer.kind === 'refused') throw new AppError('agent.enrolment-refused', { reason: refusal(answer.status, answer.text) })
    if (answer.kind === 'ok') {
      const { identity, trust } = await judge(parseAnswer(answer.text), token.value, keys, server.base)
      // The identity comes last: whoever has one has the rest.
      saveTrustState(files.trust, trust, new Date())
      saveIdentity(files.identity, identity)
      rmSync(files.enrolling, { force: true })
      log.info('enrolled', { deviceId: identity.deviceId, clientId: identity.clientId, server: server.base })
      return identity
    }
    const waitMs = backoff.failed(answer.retryAfterMs)
    log.warn('the server is away, enrolment will be tried again', { server: server.base, reason: answer.reason, waitMs })
    await wait(waitMs)
  }
}

type Keys = { publicKey: string; privateKey: string; nonce: string }

/** The key pair of one token. It is on disk before it is sent: when the answer is lost, the retry shows the same key. */
async function keysFor(path: string, token: EnrolmentToken): Promise<Keys> {
  const of = toBase64Url(await sha256(new TextEncoder().encode(token.secret)))
  const kept = readIfThere(path)
  if (kept !== null) {
    const keys = parseKept(kept)
    const pkcs8 = keys?.of === of ? fromBase64Url(keys.privateKey) : null
    if (keys !== null && pkcs8 !== null) return { ...keys, publicKey: (await importPrivateKey(pkcs8)).publicKey }
  }
  const pair = await generateKeyPair()
  const keys = {
    publicKey: pair.publicKey,
    privateKey: toBase64Url(await exportPrivateKey(pair.privateKey)),
    nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
  }
  writeAtomic(path, JSON.stringify({ of, privateKey: keys.privateKey, nonce: keys.nonce }))
  return keys
}

function parseKept(text: string): { of: string; privateKey: string; nonce: string } | null {
  try {
    const { of, privateKey, nonce }: Record<string, unknown> = JSON.parse(text)
    return typeof of === 'string' && typeof privateKey === 'string' && typeof nonce === 'string' ? { of, privateKey, nonce } : null
  } catch {
    return null
  }
}

function parseAnswer(text: string): EnrolResponse {
  try {
    return EnrolResponseSchema.parse(JSON.parse(text))
  } catch {
    throw new AppError('agent.server-not-trusted', { reason: 'its answer is not an enrolment.' })
  }
}

/** Every claim of the answer is checked against what the token pins, before any of it is kept. */
async function judge(answer: EnrolResponse, token: EnrolmentToken, keys: Keys, server: string) {
  const distrust = (reason: string): never => {
    throw new AppError('agent.server-not-trusted', { reason })
  }
  const serverKey = fromBase64Url(answer.serverPublicKey)
  if (serverKey === null || toBase64Url(await sha256(serverKey)) !== token.serverKeyHash) distrust('its key has another hash.')
  if (answer.clientId !== token.clientId) distrust('it enrols for another client.')
  const authority = await verifyAuthority(answer.authority, token.genesisHash)
  if (!authority.ok) return distrust(`the authority of the client does not hold (${authority.error}).`)
  if (authority.value.client !== token.clientId) distrust('the authority is that of another client.')
  if (!(await isSigned(answer, authority.value, keys))) distrust('its signature does not fit.')
  const identity: Identity = {
    v: 1,
    server,
    deviceId: answer.deviceId,
    clientId: answer.clientId,
    genesisHash: token.genesisHash,
    serverPublicKey: answer.serverPublicKey,
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
    enrolledAt: answer.issuedAt,
  }
  const trust = {
    v: 1 as const,
    authority: answer.authority,
    head: authority.value.head,
    after: null,
    lastSeq: {},
    nonces: {},
    waiting: [],
  }
  return { identity, trust }
}

function isSigned(answer: EnrolResponse, authority: AuthorityState, keys: Keys): Promise<boolean> {
  const statement = enrolmentStatement({
    nonce: keys.nonce,
    agentPublicKey: keys.publicKey,
    deviceId: answer.deviceId,
    clientId: answer.clientId,
    authorityHead: authority.head,
    issuedAt: answer.issuedAt,
  })
  return verifyText(answer.serverPublicKey, answer.signature, statement)
}

/** The server's own sentence where it gave one (RFC 9457), so that a person reads "used already" and not "403". */
function refusal(status: number, text: string): string {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem === 'object' && problem !== null && 'title' in problem && typeof problem.title === 'string') {
      return problem.title.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 300)
    }
  } catch {
    // Not a problem document: the status is all there is.
  }
  return `status ${status}.`
}
