import type { Incident } from '@mainstay/contract/monitoring'
import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createClients } from '../slices/clients/index.ts'
import { agreementPorts } from './agreements.ts'

let db: TestDatabase
const acme = newId()
const [till, store, late, sold] = [newId(), newId(), newId(), newId()]
const DAY = { from: new Date('2026-11-23T23:00:00Z'), to: new Date('2026-11-24T23:00:00Z') }

beforeAll(async () => {
  db = await openTestDatabase()
  await db.superuser("insert into clients_client values ($1, 'Acme', 'Europe/Berlin', now(), null)", [acme])
  const site = newId()
  await db.superuser("insert into clients_site values ($1, $2, 'Office', now())", [acme, site])
  for (const [id, name, at] of [
    [till, 'till', '2026-11-24T22:59:00Z'],
    [store, 'store', '2026-01-01T00:00:00Z'],
    [late, 'late', '2026-11-24T23:00:00Z'],
    [sold, 'sold', '2026-01-01T00:00:00Z'],
  ])
    await db.superuser(
      "insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, $4, 'linux', 'x64', '1', decode(md5($4) || md5($4), 'hex'), $5)",
      [acme, id, site, name, at],
    )
  // Since the day ended: one was revoked, one was backed up for the first time. The third was always kept.
  await db.superuser("update devices_device set revoked_at = '2026-11-25T08:00:00Z' where id = $1", [sold])
  for (const [device, at] of [
    [till, '2026-11-24T23:00:00Z'],
    [store, '2026-11-24T22:59:59Z'],
  ])
    await db.superuser(
      "insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added) values ($1, gen_random_uuid(), $2, 'a', $3, $3, '[]', 1, 1500000001, 1)",
      [acme, device, at],
    )
  const person =
    "insert into identity_person values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), $1, $1, $2, $3::uuid[], $4, $5)"
  for (const [email, role, clients, made, disabled] of [
    ['jo@acme.example', 'client-user', [acme], '2026-01-01', null],
    ['gone@acme.example', 'client-user', [acme], '2026-01-01', '2026-02-01'],
    ['left@acme.example', 'client-user', [acme], '2026-01-01', '2026-11-25'],
    ['other@x.example', 'client-manager', [newId()], '2026-01-01', null],
    ['ada@msp.example', 'technician', null, '2026-01-01', null],
  ])
    await db.superuser(person, [email, role, clients, made, disabled])
})
afterAll(() => db.drop())

const incident = (cause: string, closedAt: string | null) =>
  ({ id: newId(), clientId: acme, hostname: 'store', cause, openedAt: '2026-11-24T10:00:00Z', closedAt, alerts: [] }) as unknown as Incident
const ports = () =>
  agreementPorts({
    database: db.database,
    clients: createClients({ database: db.database, clock: fixedClock(DAY.to) }),
    mail: {
      reportSection: async () => null,
      servedMailboxes: async (_id, { from, to }) => [`jo@acme.example ${(to.getTime() - from.getTime()) / 86_400_000}`],
    },
    monitoring: {
      service: {
        incidents: async (_actor, { open }) => ({
          rows: open ? [incident('silent', null)] : [incident('disk', '2026-11-24T11:00:00Z'), incident('silent', '2026-11-24T11:00:00Z')],
          total: 2,
        }),
      },
    },
    serviceDesk: { reportSection: async () => null, workedIn: async () => [], businessHours: () => Promise.reject(new Error('not asked')) },
  })

test('covered is what was there as the day ended, whatever came or went since: machines, a server where a backup was kept, mailboxes of 30 days, people who could sign in', async () => {
  const covered = await ports().coveredIn(acme, DAY)
  expect(covered.find(({ kind }) => kind === 'gigabyte')?.quantity).toBe(2)
  expect(covered.map(({ kind, name }) => `${kind} ${name}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'device sold',
    'device till',
    'gigabyte store',
    'mailbox jo@acme.example 30',
    'server store',
    'user jo@acme.example',
    'user left@acme.example',
  ])
})

test('an outage is an incident in which a machine was not heard, open ones too', async () => {
  const outages = await ports().outagesOf(acme)
  expect(outages.map(({ system, to }) => [system, to?.toISOString() ?? null])).toEqual([
    ['store', null],
    ['store', '2026-11-24T11:00:00.000Z'],
  ])
})
