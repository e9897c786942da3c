/** The local signer as other programs use it: holds the person's key, remembers the authorities, and never trusts what the server shows. */
import { createHash, randomBytes } from 'node:crypto'
import {
  EnvelopeSubmitAnswerSchema,
  type EnvelopeSubmitAnswer,
  type PendingItem,
  SignersAnswerSchema,
  type SignedItem,
  SignerServerAnswerSchema,
  TokenAnswerSchema,
} from '@mainstay/contract/trust'
import { type CborValue, formatEnrolmentToken, keyIdOf, signEnvelope, signerOf } from '@mainstay/envelope'
import { AppError, type Clock, systemClock } from '@mainstay/kernel'
import { createAuthorities } from './authorities.ts'
import { createContext, type SignerContext } from './context.ts'
import { buildEnvelope, DEFAULT_VALID_HOURS } from './draft.ts'
import { createKey, readKeyInfo, type ShownKey } from './key-store.ts'
import { type Passphrases, passphrasesFrom } from './passphrase.ts'
import { createPending } from './pending.ts'

export type SignerOptions = {
  configDir: string
  /** Where `/signer/v1` is. */
  serverUrl: string
  /** Default: `MAINSTAY_KEY_PASSPHRASE_FILE`, and nobody to ask. */
  passphrases?: Passphrases
  clock?: Clock
}
export type MintedToken = { token: string; id: string; clientId: string; expiresAt: string; installLine: string }
export type LocalSigner = ReturnType<typeof openSigner>

export function openSigner(options: SignerOptions) {
  const passphrases = options.passphrases ?? passphrasesFrom({ env: process.env, ask: null })
  const clock = options.clock ?? systemClock
  const context = createContext({ folder: options.configDir, url: options.serverUrl, passphrases, clock })
  const authorities = createAuthorities(context)
  const pending = createPending(context, authorities)
  return {
    context,
    authorities,
    /** Needs no server: the key that a first start tells the server about. Made without a passphrase when there is none yet. */
    ensureOwnerKey: (name = 'owner') => ensureKey(context, name),
    createClientAuthority: ({ clientId }: { clientId: string }) => authorities.create(clientId),
    listPending: (): Promise<PendingItem[]> => pending.list(),
    signPending: (ids: readonly string[] | 'all'): Promise<SignedItem[]> => pending.sign(ids),
    mintToken: (of: { clientId: string; siteId?: string | null; expiresInHours?: number }) => mintToken(context, options.serverUrl, of),
    signAndSubmit: (of: CommandInput): Promise<EnvelopeSubmitAnswer> => signAndSubmit(context, of),
    /** Lets a colleague's key talk to the server. It gives no power over any client: that is the authority's to give. */
    trustSigner: (of: { publicKey: string; name: string }) =>
      context.http('POST', '/signer/v1/signers', SignersAnswerSchema, { v: 1, ...of }),
    /** Shuts a key out of the server's signer interface; its power over a client ends by the authority. */
    revokeSigner: (keyId: string) => context.http('POST', '/signer/v1/signers/revoke', SignersAnswerSchema, { v: 1, keyId }),
    /** Says that the private key has left (or come to) the server's machine. */
    reportKeyPlace: (onServerMachine: boolean) =>
      context.http('POST', '/signer/v1/self', SignerServerAnswerSchema, { v: 1, onServerMachine }),
  }
}

export type CommandInput = {
  clientId: string
  /** Device ids. */
  targets: readonly string[]
  kind: string
  args: CborValue
  payloadHash?: string | null
  note?: string
  validHours?: number
}

async function ensureKey(context: SignerContext, name: string): Promise<ShownKey & { created: boolean }> {
  const before = await readKeyInfo(context.folder)
  if (before !== null) return { ...before, created: false }
  await createKey(context.folder, { name, passphrase: null, now: context.clock.now() })
  const made = await readKeyInfo(context.folder)
  if (made === null) throw new AppError('cli.no-key', { folder: context.folder })
  return { ...made, created: true }
}

async function mintToken(
  context: SignerContext,
  serverUrl: string,
  of: { clientId: string; siteId?: string | null; expiresInHours?: number },
): Promise<MintedToken> {
  const { serverPublicKey, publicUrl } = await context.server()
  const { state } = await context.authority(of.clientId)
  const secret = randomBytes(32)
  const expiresAt = new Date(context.clock.now().getTime() + (of.expiresInHours ?? 24) * 3_600_000).toISOString()
  const answer = await context.http('POST', '/signer/v1/tokens', TokenAnswerSchema, {
    v: 1,
    clientId: of.clientId,
    siteId: of.siteId ?? null,
    secretHash: createHash('sha256').update(secret).digest('base64url'),
    genesisHash: state.genesisHash,
    expiresAt,
  })
  const token = formatEnrolmentToken({
    clientId: of.clientId,
    genesisHash: state.genesisHash,
    serverKeyHash: await keyIdOf(Buffer.from(serverPublicKey, 'base64url')),
    secret: secret.toString('base64url'),
  })
  const installLine = `mainstay-agent run --server ${publicUrl || serverUrl} --token ${token}`
  return { token, id: answer.id, clientId: of.clientId, expiresAt: answer.expiresAt, installLine }
}

async function signAndSubmit(context: SignerContext, of: CommandInput): Promise<EnvelopeSubmitAnswer> {
  const { state, answer } = await context.authority(of.clientId)
  const key = await context.key()
  if (!state.keys.has(key.keyId)) throw new AppError('cli.key-not-in-authority', { client: of.clientId })
  const command = { clientId: of.clientId, devices: of.targets, kind: of.kind, args: of.args, payloadHash: of.payloadHash ?? null }
  const unsigned = await buildEnvelope(context, command, { state, answer, validHours: of.validHours ?? DEFAULT_VALID_HOURS })
  const envelope = await signEnvelope(unsigned, signerOf(key.pair))
  return context.http('POST', '/signer/v1/envelopes', EnvelopeSubmitAnswerSchema, { v: 1, draftId: null, note: of.note ?? '', envelope })
}
