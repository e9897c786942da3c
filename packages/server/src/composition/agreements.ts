/** What agreements are told by the other slices: who and what was covered, time on tickets, outages, business hours. */
import { type Clock, type Id, systemClock } from '@mainstay/kernel'
import { systemActor } from '../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../platform/database/index.ts'
import { createPublicFetch } from '../platform/outbound/index.ts'
import type { Vault } from '../platform/vault/index.ts'
import { type AgreementPorts, type Agreements, type Coverage, createAgreements } from '../slices/agreements/index.ts'
import { type Clients, loadClient } from '../slices/clients/index.ts'
import { loadDevicesAt } from '../slices/devices/index.ts'
import { loadPeople, permissionsOf } from '../slices/identity/index.ts'
import type { Mail } from '../slices/mail/index.ts'
import type { Monitoring } from '../slices/monitoring/index.ts'
import { bytesKeptAt } from '../slices/recovery/index.ts'
import type { ServiceDesk } from '../slices/servicedesk/index.ts'

type Sources = {
  database: Database
  vault: Vault
  clients: { service: Pick<Clients['service'], 'list'> }
  mail: Pick<Mail, 'servedMailboxes' | 'reportSection'>
  monitoring: { service: Pick<Monitoring['service'], 'incidents'> }
  serviceDesk: Pick<ServiceDesk, 'workedIn' | 'businessHours' | 'reportSection'>
}

/** A mailbox is served for as long as mail came for it within so many days. */
const MAILBOX_DAYS = 30
const MOST_INCIDENTS = 100

export function composeAgreements(sources: Sources, clock: Clock = systemClock): Agreements {
  // Never redirected, never to what is not public: the address is typed by a person.
  const fetch = createPublicFetch({ allowLoopback: false })
  return createAgreements({ database: sources.database, clock, vault: sources.vault, fetch, ports: agreementPorts(sources) })
}

export function agreementPorts({ database, clients, mail, monitoring, serviceDesk }: Omit<Sources, 'vault'>): AgreementPorts {
  return {
    clientOf: (clientId) => database.transaction(oneClient(clientId), (tx) => loadClient(tx, clientId)),
    clients: () => clients.service.list(systemActor('agreements', 'all', ['clients.read'])),
    coveredIn: async (clientId, time) => {
      const [machines, mailboxes, users] = await Promise.all([
        machinesOf(database, clientId, time.to),
        mail.servedMailboxes(clientId, { from: new Date(time.to.getTime() - MAILBOX_DAYS * 86_400_000), to: time.to }),
        usersOf(database, clientId, time.to),
      ])
      return [
        ...machines,
        ...mailboxes.map((address) => ({ kind: 'mailbox' as const, item: address, name: address, quantity: 1 })),
        ...users,
      ]
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
    reviewOf: async (clientId, time) => {
      const sections = [await serviceDesk.reportSection(clientId, time, time.to), await mail.reportSection(clientId, time, time.to)]
      return sections.flatMap((one) =>
        one === null ? [] : [{ title: one.title, sentence: one.sentence, facts: one.facts.map(({ label, value }) => ({ label, value })) }],
      )
    },
    businessHours: serviceDesk.businessHours,
  }
}

/** The cause of incidents in which a machine was not heard: an outage, as far as watching can tell. */
const AWAY = 'silent'

/** Of the decimal kind, as disks and clouds are sold. */
const GIGABYTE = 1e9

/** A server is a machine whose backups were kept when the day ended; every other machine that was enrolled then is a device. */
async function machinesOf(database: Database, clientId: Id, before: Date): Promise<Coverage[]> {
  return database.transaction(oneClient(clientId), async (tx) => {
    const kept = await bytesKeptAt(tx, clientId, before)
    return (await loadDevicesAt(tx, before)).flatMap(({ id, hostname: name }): Coverage[] => {
      const bytes = kept.get(id)
      if (bytes === undefined) return [{ kind: 'device', item: id, name, quantity: 1 }]
      // Begun ones: nobody protects a part of one.
      return [
        { kind: 'server', item: id, name, quantity: 1 },
        { kind: 'gigabyte', item: id, name, quantity: Math.ceil(bytes / GIGABYTE) },
      ]
    })
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
    .map(({ id, name }) => ({ kind: 'user' as const, item: id, name, quantity: 1 }))
}
