/** What people may do with devices: look at one, and draft a change of its policy. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import type { Inventory } from '@mainstay/contract/agent'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { loadClient } from '../clients/index.ts'
import { backupPathProblem, type Device, nextPolicy, type PolicyState } from './domain.ts'
import type { DevicePolicy, PolicyChange } from './policy.ts'
import type { TrustPort } from './ports.ts'
import { loadDevice, loadInventory, lockPolicy, readPolicy, savePolicy } from './store.ts'

export type DeviceDetail = { device: Device; clientName: string; siteName: string; inventory: Inventory | null; policy: PolicyState }

export type DevicesService = {
  get(actor: Actor, deviceId: Id): Promise<DeviceDetail>
  /** The draft does nothing until a person's key has signed it. */
  draftPolicy(actor: Actor, deviceId: Id, change: PolicyChange): Promise<{ policy: DevicePolicy; draftId: Id }>
}

export function createDevicesService({ database, clock, trust }: { database: Database; clock: Clock; trust: TrustPort }): DevicesService {
  return {
    get: async (actor, deviceId) => {
      authorise(actor, 'devices.read')
      return database.transaction(scopeOf(actor), async (tx) => {
        const device = found(await loadDevice(tx, deviceId))
        const client = await loadClient(tx, device.clientId)
        return {
          device,
          clientName: client?.name ?? '',
          siteName: client?.sites.find((s) => s.id === device.siteId)?.name ?? '',
          inventory: await loadInventory(tx, deviceId),
          policy: await readPolicy(tx, deviceId),
        }
      })
    },
    draftPolicy: async (actor, deviceId, change) => {
      authorise(actor, 'policy.draft')
      const problem = backupPathProblem(change.backup?.paths ?? [])
      if (problem !== null) throw new AppError('platform.invalid-input', { detail: problem })
      const { clientId, hostname } = await database.transaction(scopeOf(actor), async (tx) => found(await loadDevice(tx, deviceId)))
      const policy = await database.transaction(oneClient(clientId), async (tx) => {
        const state = await lockPolicy(tx, clientId, deviceId)
        const next = nextPolicy(state, change)
        await savePolicy(tx, deviceId, { ...state, revision: next.revision, draft: next })
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'devices.policy-drafted',
          subject: deviceId,
          data: { revision: next.revision, change },
          at: clock.now(),
        })
        return next
      })
      const { draftId } = await trust.draftEnvelope(actor, {
        clientId,
        deviceIds: [deviceId],
        kind: 'policy',
        args: policy,
        note: `Policy of ${hostname}, revision ${policy.revision}`,
      })
      return { policy, draftId }
    },
  }
}

function found(device: Device | null): Device {
  if (device === null) throw new AppError('platform.not-found', { what: 'device' })
  return device
}
