/** HTTP of the signer's interface `/signer/v1`, and what the console shows of trust. */
import { IdSchema } from '@mainstay/contract'
import {
  AuthorityAnswerSchema,
  AuthorityEntryAnswerSchema,
  AuthorityEntryRequestSchema,
  EnvelopeSubmitAnswerSchema,
  EnvelopeSubmitRequestSchema,
  PendingAnswerSchema,
  SignerAddRequestSchema,
  SignerRevokeRequestSchema,
  SignersAnswerSchema,
  SignerSelfRequestSchema,
  SignerServerAnswerSchema,
  TokenAnswerSchema,
  TokenRequestSchema,
  TrustViewSchema,
  WaitingSchema,
} from '@mainstay/contract/trust'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { actorOf } from '../../platform/http/index.ts'
import type { Clock } from '@mainstay/kernel'
import type { AuthorityService } from './authority-service.ts'
import type { EnrolmentService } from './enrolment.ts'
import type { EnvelopeService } from './envelope-service.ts'
import type { StoredEnvelope } from './envelope-store.ts'
import type { ServerKey } from './server-key.ts'
import type { SignerService } from './signers.ts'
import type { SignerRow } from './store.ts'

export type TrustServices = {
  signers: SignerService
  authorities: AuthorityService
  envelopes: EnvelopeService
  enrolment: EnrolmentService
  serverKey: ServerKey
  clock: Clock
  publicUrl: () => string
}

const OfClient = z.object({ clientId: IdSchema })
const signer = { access: 'signer' } as const

export function trustRoutes(app: FastifyInstance, s: TrustServices): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const server = async (actor: Actor): Promise<z.input<typeof SignerServerAnswerSchema>> => {
    const me = (await s.signers.list(actor)).find((one) => one.key_id === actor.id)
    const onServerMachine = me?.on_server_machine ?? false
    return {
      v: 1,
      serverPublicKey: s.serverKey.publicKey,
      publicUrl: s.publicUrl(),
      now: s.clock.now().toISOString(),
      me: { keyId: actor.id, name: actor.name, onServerMachine },
    }
  }
  const signers = async (actor: Actor) => ({ v: 1 as const, signers: (await s.signers.list(actor)).map(signerWire) })

  routes.get('/signer/v1/server', { config: signer, schema: { response: { 200: SignerServerAnswerSchema } } }, (request) =>
    server(actorOf(request)),
  )
  routes.post(
    '/signer/v1/self',
    { config: signer, schema: { body: SignerSelfRequestSchema, response: { 200: SignerServerAnswerSchema } } },
    async (request) => {
      await s.signers.setPlace(actorOf(request), request.body.onServerMachine)
      return server(actorOf(request))
    },
  )
  routes.get('/signer/v1/signers', { config: signer, schema: { response: { 200: SignersAnswerSchema } } }, (request) =>
    signers(actorOf(request)),
  )
  routes.post(
    '/signer/v1/signers',
    { config: signer, schema: { body: SignerAddRequestSchema, response: { 200: SignersAnswerSchema } } },
    async (request) => {
      const { publicKey, name } = request.body
      await s.signers.add(actorOf(request), { publicKey, name, onServerMachine: false })
      return signers(actorOf(request))
    },
  )
  routes.post(
    '/signer/v1/signers/revoke',
    { config: signer, schema: { body: SignerRevokeRequestSchema, response: { 200: SignersAnswerSchema } } },
    async (request) => {
      await s.signers.revoke(actorOf(request), request.body.keyId)
      return signers(actorOf(request))
    },
  )
  routes.get(
    '/signer/v1/clients/:clientId/authority',
    { config: signer, schema: { params: OfClient, response: { 200: AuthorityAnswerSchema } } },
    async (request) => {
      const { clientId } = request.params
      return { v: 1 as const, clientId, ...(await s.authorities.get(actorOf(request), clientId)) }
    },
  )
  routes.post(
    '/signer/v1/clients/:clientId/authority',
    { config: signer, schema: { params: OfClient, body: AuthorityEntryRequestSchema, response: { 200: AuthorityEntryAnswerSchema } } },
    async (request) => ({ v: 1 as const, ...(await s.authorities.submit(actorOf(request), request.params.clientId, request.body.entry)) }),
  )
  routes.get('/signer/v1/pending', { config: signer, schema: { response: { 200: PendingAnswerSchema } } }, async (request) => {
    const { envelopes, proposals } = await s.envelopes.pending(actorOf(request))
    return { v: 1 as const, envelopes: envelopes.map(pendingWire), proposals }
  })
  routes.post(
    '/signer/v1/envelopes',
    { config: signer, schema: { body: EnvelopeSubmitRequestSchema, response: { 200: EnvelopeSubmitAnswerSchema } } },
    async (request) => ({
      v: 1 as const,
      ...(await s.envelopes.submit(actorOf(request), request.body)),
    }),
  )
  routes.post(
    '/signer/v1/tokens',
    { config: signer, schema: { body: TokenRequestSchema, response: { 200: TokenAnswerSchema } } },
    async (request) => {
      const { id, expiresAt } = await s.enrolment.register(actorOf(request), {
        ...request.body,
        expiresAt: new Date(request.body.expiresAt),
      })
      return { v: 1 as const, id, expiresAt: expiresAt.toISOString() }
    },
  )
  routes.get('/api/trust', { config: { access: 'session' }, schema: { response: { 200: TrustViewSchema } } }, async (request) => {
    const actor = actorOf(request)
    authorise(actor, 'trust.read')
    const known = (await s.signers.list(actor)).filter((one) => one.revoked_at === null)
    return {
      serverPublicKey: s.serverKey.publicKey,
      signers: known.map(signerWire),
      keyOnServerMachine: known.some((one) => one.on_server_machine),
    }
  })
  routes.get('/api/trust/waiting', { config: { access: 'session' }, schema: { response: { 200: WaitingSchema } } }, async (request) => ({
    waiting: (await s.envelopes.waiting(actorOf(request))).map(pendingWire),
  }))
}

function signerWire(row: SignerRow) {
  return {
    keyId: row.key_id,
    publicKey: row.public_key,
    name: row.name,
    onServerMachine: row.on_server_machine,
    addedAt: row.added_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}

function pendingWire(e: StoredEnvelope): z.input<typeof PendingAnswerSchema>['envelopes'][number] {
  return {
    draftId: e.id,
    clientId: e.clientId,
    status: e.status,
    kind: e.kind,
    args: e.args as z.input<ReturnType<typeof z.json>>,
    devices: [...e.devices],
    payloadHash: e.payloadHash,
    note: e.note,
    createdAt: e.createdAt.toISOString(),
    signaturesNeeded: e.needed === 2 ? 2 : 1,
    envelope: e.envelope,
  }
}
