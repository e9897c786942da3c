/** What agreements are told by the other slices: who and what was covered, time on tickets, outages, business hours. */
import { type Clock, type Id, systemClock } from '@mainstay/kernel'
import { systemActor } from '../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../platform/database/index.ts'
import { type AgreementPorts, type Agreements, type Coverage, createAgreements } from '../slices/agreements/index.ts'
import { type Clients, loadClient } from '../slices/clients/index.ts'
import { loadDevicesAt } from '../slices/devices/index.ts'
import { loadPeople, permissionsOf } from '../slices/identity/index.ts'
import type { Mail } from '../slices/mail/index.ts'
import type { Monitoring } from '../slices/monitoring/index.ts'
import { devicesKeptAt } from '../slices/recovery/index.ts'
import type { ServiceDesk } from '../slices/servicedesk/index.ts'

type Sources = {
  database: Database
  clients: { service: Pick<Clients['service'], 'list'> }
  mail: Pick<Mail, 'servedMailboxes'>
  monitoring: { service: Pick<Monitoring['service'], 'incidents'> }
  serviceDesk: Pick<ServiceDesk, 'workedIn' | 'businessHours'>
}

/** A mailbox is served for as long as mail came for it within so many days. */
const MAILBOX_DAYS = 30
const MOST_INCIDENTS = 100

export function composeAgreements(sources: Sources, clock: Clock = systemClock): Agreements {
  return createAgreements({ database: sources.database, clock, ports: agreementPorts(sources) })
}

export function agreementPorts({ database, clients, mail, monitoring, serviceDesk }: Sources): AgreementPorts {
  return {
    clientOf: (clientId) => database.transaction(oneClient(clientId), (tx) => loadClient(tx, clientId)),
    clients: () => clients.service.list(systemActor('agreements', 'all', ['clients.read'])),
    coveredIn: async (clientId, time) => {
      const [machines, mailboxes, users] = await Promise.all([
        machinesOf(database, clientId, time.to),
        mail.servedMailboxes(clientId, { from: new Date(time.to.getTime() - MAILBOX_DAYS * 86_400_000), to: time.to }),
        usersOf(database, clientId, time.to),
      ])
      return [...machines, ...mailboxes.map((address) => ({ kind: 'mailbox' as const, item: address, name: address })), ...users]
    },
    workedIn: serviceDesk.workedIn,
    outagesOf: async (clientId) => {
      const actor = systemActor('agreements', [clientId], ['monitoring.read'])
      const { rows } = await monitoring.service.incidents(actor, { clientId, page: 1, pageSize: MOST_INCIDENTS, open: false })
      const open = await monitoring.service.incidents(actor, { clientId, page: 1, pageSize: MOST_INCIDENTS, open: true })
      return [...open.rows, ...rows]
        .filter(({ cause }) => cause === AWAY)
        .map((one) => ({
          incidentId: one.id,
          system: one.hostname,
          summary: one.alerts[0]?.summary ?? 'It did not answer.',
          from: new Date(one.openedAt),
          to: one.closedAt === null ? null : new Date(one.closedAt),
        }))
        .toSorted((a, b) => b.from.getTime() - a.from.getTime())
    },
    businessHours: serviceDesk.businessHours,
  }
}

/** The cause of incidents in which a machine was not heard: an outage, as far as watching can tell. */
const AWAY = 'silent'

/** A server is a machine whose backups were kept when the day ended; every other machine that was enrolled then is a device. */
async function machinesOf(database: Database, clientId: Id, before: Date): Promise<Coverage[]> {
  return database.transaction(oneClient(clientId), async (tx) => {
    const kept = await devicesKeptAt(tx, clientId, before)
    return (await loadDevicesAt(tx, before)).map(({ id, hostname }) => ({
      kind: kept.has(id) ? ('server' as const) : ('device' as const),
      item: id,
      name: hostname,
    }))
  })
}

/** People of the client who could sign in to the portal when the day ended. */
async function usersOf(database: Database, clientId: Id, before: Date): Promise<Coverage[]> {
  const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
  return people
    .filter(({ role, clients, disabledAt, createdAt }) => {
      const theirs = clients !== 'all' && clients.includes(clientId) && permissionsOf(role).has('portal.tickets')
      return theirs && !permissionsOf(role).has('servicedesk.read') && createdAt < before && (disabledAt === null || disabledAt >= before)
    })
    .map(({ id, name }) => ({ kind: 'user' as const, item: id, name }))
}
