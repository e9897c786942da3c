/** The slice `trust`: whose keys may command which client's machines. */
import type { Clock, Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import type { AuthenticateSigned } from '../../platform/http/index.ts'
import type { Vault } from '../../platform/vault/index.ts'
import { authenticateSigners } from './authenticate.ts'
import { createAuthorityService } from './authority-service.ts'
import { createEnrolmentService, type EnrolmentService } from './enrolment.ts'
import { createEnvelopeService, type EnvelopeService } from './envelope-service.ts'
import { trustRoutes } from './routes.ts'
import { openServerKey, type ServerKey } from './server-key.ts'
import { createSignerService, type SignerService } from './signers.ts'

export type Trust = {
  routes(app: FastifyInstance): void
  authenticateSigner: AuthenticateSigned
  signers: SignerService
  envelopes: EnvelopeService
  enrolment: EnrolmentService
  serverKey: ServerKey
}

type Deps = {
  database: Database
  vault: Vault
  clock: Clock
  publicUrl: () => string
  /** What a person with a signing key may do over the API: all that an owner may. */
  signerPermissions: readonly string[]
  /** An envelope is whole: the agents of the client should look. */
  onSigned: (clientId: Id) => void
}

export async function createTrust({ database, vault, clock, publicUrl, signerPermissions, onSigned }: Deps): Promise<Trust> {
  const serverKey = await openServerKey({ database, vault, clock })
  const services = {
    signers: createSignerService({ database, clock }),
    authorities: createAuthorityService({ database, clock }),
    envelopes: createEnvelopeService({ database, clock, onSigned }),
    enrolment: createEnrolmentService({ database, clock }),
    serverKey,
    clock,
    publicUrl,
  }
  return {
    ...services,
    routes: (app) => trustRoutes(app, services),
    authenticateSigner: authenticateSigners({ database, clock, permissions: signerPermissions }),
  }
}
