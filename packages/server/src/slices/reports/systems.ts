/** A client's systems for the client's own people: does each work, would it come back? */
import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { ClientSystem, ClientSystems } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import type { SystemsPort } from './ports.ts'

export function createSystems(port: SystemsPort): (actor: Actor, clientId: Id) => Promise<ClientSystems> {
  return async (actor, clientId) => {
    authorise(actor, 'portal.read', clientId)
    const [health, recovery, clean] = await Promise.all([port.healthOf(clientId), port.recoveryOf(clientId), port.lastCleanOf(clientId)])
    const byDevice = new Map(health.map((row) => [row.id, row]))
    return { systems: recovery.map((one) => systemOf(one, byDevice.get(one.deviceId), clean.get(one.deviceId))) }
  }
}

/** Not heard of is unknown, never ok. */
function systemOf(
  { deviceId, hostname, standing, proofs }: DeviceRecovery,
  row: DeviceRow | undefined,
  lastClean: Date | undefined,
): ClientSystem {
  const newest = proofs.find(({ result }) => result.verdict === 'passed' && result.level !== null)
  const level = newest?.result.level
  return {
    deviceId,
    hostname,
    siteName: row?.siteName ?? '',
    state: row?.state ?? 'unknown',
    standing,
    lastCleanAt: lastClean?.toISOString() ?? null,
    proof: newest && level ? { at: newest.at, level, seconds: newest.result.rtoSeconds } : null,
  }
}
