/** What an agent may do over its channel: enrol, open a session, report, fetch envelopes. */
import type { AgentResult, EnrolRequest, EnrolResponse, Inventory, SignedEnvelope } from '@mainstay/contract/agent'
import { DevicePolicySchema } from '@mainstay/contract/agent'
import { enrolmentStatement, fromBase64Url, sessionStatement, toBase64Url, verifyText } from '@mainstay/envelope'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { oneClient } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { loadClient } from '../clients/index.ts'
import { type Device, policyApplied } from './domain.ts'
import type { BackupResultSink, TrustPort } from './ports.ts'
import type { Sessions } from './session.ts'
import { deviceClient, insertDevice, loadDevice, loadDeviceByKey, lockPolicy, saveInventory, savePolicy, saveSeen } from './store.ts'

export type AgentIdentity = { clientId: Id; deviceId: Id }

export type AgentService = {
  enrol(request: EnrolRequest): Promise<EnrolResponse>
  challenge(deviceId: Id): { challenge: string; now: Date }
  openSession(o: {
    deviceId: Id
    challenge: string
    signature: string
    agentVersion: string
  }): Promise<{ token: string; expiresAt: Date; now: Date }>
  recordInventory(device: AgentIdentity, inventory: Inventory): Promise<void>
  envelopes(
    device: AgentIdentity,
    o: { after: string | null; authorityHead: string | null },
  ): Promise<{ authority: string[]; envelopes: SignedEnvelope[] }>
  recordResults(device: AgentIdentity, results: readonly AgentResult[]): Promise<void>
}

type Deps = { database: Database; clock: Clock; sessions: Sessions; trust: TrustPort; onBackupResult: BackupResultSink }

export function createAgentService({ database, clock, sessions, trust, onBackupResult }: Deps): AgentService {
  return {
    enrol: async (request) => {
      const { clientId, publicKey, nonce } = request
      const token = await trust.consumeToken({ clientId, secret: request.secret, publicKey })
      const device = await enrolDevice(database, clock, request, token.siteId)
      const issuedAt = clock.now().toISOString()
      const statement = enrolmentStatement({
        nonce,
        agentPublicKey: publicKey,
        deviceId: device.id,
        clientId,
        authorityHead: token.authorityHead,
        issuedAt,
      })
      return {
        v: 1,
        deviceId: device.id,
        clientId,
        serverPublicKey: trust.serverPublicKey(),
        authority: token.authority,
        issuedAt,
        signature: await trust.signAsServer(statement),
      }
    },
    challenge: (deviceId) => {
      const now = clock.now()
      return { challenge: sessions.challenge(deviceId, now), now }
    },
    openSession: async ({ deviceId, challenge, signature, agentVersion }) => {
      const now = clock.now()
      // One answer for every reason: whether a device exists is not told to who cannot prove to be it.
      const refused = new AppError('devices.session-refused')
      const clientId = await deviceClient(database, deviceId)
      if (clientId === null) throw refused
      const device = await database.transaction(oneClient(clientId), (tx) => loadDevice(tx, deviceId))
      if (device === null || device.revokedAt !== null) throw refused
      const holds = await verifyText(toBase64Url(device.publicKey), signature, sessionStatement({ deviceId, challenge }))
      if (!holds || !sessions.takeChallenge(deviceId, challenge, now)) throw refused
      await database.transaction(oneClient(clientId), (tx) => saveSeen(tx, deviceId, now, null, agentVersion))
      return { ...sessions.issue({ clientId, deviceId }, now), now }
    },
    recordInventory: ({ clientId, deviceId }, inventory) =>
      database.transaction(oneClient(clientId), async (tx) => {
        const at = clock.now()
        await saveInventory(tx, clientId, deviceId, inventory)
        await saveSeen(tx, deviceId, at, null, null)
        await publish(tx, { topic: 'device.inventory-changed', clientId, payload: { deviceId }, at })
      }),
    envelopes: async ({ clientId, deviceId }, o) => trust.envelopesFor({ clientId, deviceId, ...o }),
    recordResults: async (device, results) => {
      for (const result of results) {
        if (result.kind === 'backup') await onBackupResult(device, result)
        else await recordEnvelopeResult(database, clock, trust, device, result)
      }
    },
  }
}

/** The same key enrols once: an agent that lost the answer and asks again gets the same device. */
async function enrolDevice(database: Database, clock: Clock, request: EnrolRequest, siteId: Id | null): Promise<Device> {
  const { clientId, facts } = request
  const publicKey = fromBase64Url(request.publicKey)
  if (publicKey === null) throw new AppError('platform.invalid-input', { detail: 'publicKey is not base64url' })
  return database.transaction(oneClient(clientId), async (tx) => {
    const client = await loadClient(tx, clientId, { lock: true })
    const site = client?.sites.find((s) => siteId === null || s.id === siteId)
    if (!client || !site) throw new AppError('devices.enrolment-site', {})
    const known = await loadDeviceByKey(tx, publicKey)
    if (known !== null) return known
    const now = clock.now()
    const device: Device = {
      id: newId(now.getTime()),
      clientId,
      siteId: site.id,
      hostname: facts.hostname,
      os: facts.os,
      arch: facts.arch,
      agentVersion: facts.agentVersion,
      publicKey,
      machineHash: facts.machineHash,
      enrolledAt: now,
      lastSeenAt: now,
      clockSkewSeconds: null,
      revokedAt: null,
    }
    await insertDevice(tx, device)
    await recordAudit(tx, {
      actor: { kind: 'agent', id: device.id, name: device.hostname },
      clientId,
      action: 'devices.enrolled',
      subject: device.id,
      data: { hostname: device.hostname, os: device.os, siteId: site.id },
      at: now,
    })
    await publish(tx, { topic: 'device.enrolled', clientId, payload: { deviceId: device.id, hostname: device.hostname }, at: now })
    return device
  })
}

async function recordEnvelopeResult(
  database: Database,
  clock: Clock,
  trust: TrustPort,
  { clientId, deviceId }: AgentIdentity,
  result: Extract<AgentResult, { kind: 'envelope' }>,
): Promise<void> {
  const { envelopeId, outcome, reason } = result
  const at = clock.now()
  const envelope = await trust.recordEnvelopeResult({ clientId, deviceId, envelopeId, outcome, reason, at })
  if (envelope?.kind !== 'policy' || outcome !== 'applied') return
  const policy = DevicePolicySchema.parse(envelope.args)
  await database.transaction(oneClient(clientId), async (tx) => {
    const decision = policyApplied(await lockPolicy(tx, clientId, deviceId), policy, at)
    if (!decision.ok) return
    await savePolicy(tx, deviceId, decision.value)
    await publish(tx, { topic: 'device.policy-applied', clientId, payload: { deviceId, policy }, at })
  })
}
