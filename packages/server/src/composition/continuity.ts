/** What disaster-recovery plans are told by the other slices: people, systems, copies, extraction tests. */
import type { SystemFacts } from '@mainstay/contract/continuity'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { Clock, Id } from '@mainstay/kernel'
import { systemActor } from '../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../platform/database/index.ts'
import type { RenderPaper } from '../platform/pdf/index.ts'
import { type Continuity, type ContinuityPorts, createContinuity } from '../slices/continuity/index.ts'
import { loadPeople, permissionsOf } from '../slices/identity/index.ts'
import { copyStanding, loadCopyReports, loadProofsBetween, type Recovery } from '../slices/recovery/index.ts'

type Deps = {
  database: Database
  clock: Clock
  renderPaper: RenderPaper
  recovery: Pick<Recovery, 'service'>
} & Pick<ContinuityPorts, 'clientOf' | 'clientIds' | 'identified' | 'providerName'>

export function composeContinuity({ database, clock, renderPaper, recovery, ...ports }: Deps): Continuity {
  const devicesOf = async (clientId: Id): Promise<DeviceRecovery[]> =>
    (await recovery.service.ofClient(systemActor('continuity', [clientId], ['recovery.read']), clientId)).devices
  return createContinuity({
    database,
    clock,
    renderPaper,
    ports: {
      ...ports,
      peopleOf: async (clientId) => {
        const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
        return people.flatMap(({ name, email, role, clients, disabledAt }) => {
          const may = permissionsOf(role)
          if (disabledAt !== null || !(clients === 'all' || clients.includes(clientId))) return []
          if (may.has('recovery.prove')) return [{ name, email, does: 'Brings systems back' }]
          const decides = may.has('portal.decisions') && !may.has('recovery.read')
          return decides ? [{ name, email, does: 'Decides for the client' }] : []
        })
      },
      factsOf: async (clientId) => {
        const devices = await devicesOf(clientId)
        const [ids, now] = [devices.map(({ deviceId }) => deviceId), clock.now()]
        const said = await database.transaction(oneClient(clientId), (tx) => loadCopyReports(tx, clientId, ids, now))
        return devices.map((one) =>
          factsOf(
            one,
            (said.get(one.deviceId) ?? []).map((report) => copyStanding(report, now)),
          ),
        )
      },
      testsIn: async (clientId, time) => {
        const proofs = await database.transaction(oneClient(clientId), (tx) => loadProofsBetween(tx, clientId, time))
        return proofs.map(({ id, deviceId, at, result }) => ({ id, deviceId, at, ...pick(result) }))
      },
    },
  })
}

function pick({ verdict, level, rtoSeconds, rpoSeconds }: DeviceRecovery['proofs'][number]['result']) {
  return { verdict, level, rtoSeconds, rpoSeconds }
}

function factsOf(one: DeviceRecovery, copies: SystemFacts['copies']): SystemFacts {
  const passed = one.proofs.filter(({ result }) => result.verdict === 'passed').toSorted((a, b) => b.at.localeCompare(a.at))[0]
  return {
    deviceId: one.deviceId,
    hostname: one.hostname,
    standing: one.standing,
    asked: one.asked,
    promised: one.promised,
    achieved: { rpoSeconds: one.rpoSeconds, rtoLastSeconds: one.rto.last, rtoWorstSeconds: one.rto.worst },
    proof: passed === undefined ? null : { id: passed.id, at: passed.at, expiresAt: passed.expiresAt, level: passed.result.level },
    backups: one.restorePoints.length === 0 ? null : `restic repository ${one.deviceId} on the Mainstay server`,
    copies: copies.map(({ name, standing }) => ({ name, standing })),
  }
}
