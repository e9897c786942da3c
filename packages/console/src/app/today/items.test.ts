import type { Incident } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { TicketRow } from '@mainstay/contract/servicedesk'
import { expect, test } from 'vitest'
import type { ReportItem } from '../../slices/reports/queries.ts'
import { groupsOf, itemsOf, todayTitle } from './items.ts'

const incident = (id: string, clientId: string, state: Incident['state'], o: Partial<Incident> = {}): Incident =>
  ({
    id,
    clientId,
    state,
    hostname: 'srv',
    cause: 'disk full',
    deviceId: 'd',
    openedAt: '2026-11-24T08:00:00Z',
    closedAt: null,
    alerts: [],
    ...o,
  }) as Incident
const system = (deviceId: string, standing: DeviceRecovery['standing']): DeviceRecovery =>
  ({ deviceId, hostname: deviceId, standing, asked: 'L2', proofs: [] }) as unknown as DeviceRecovery
const report = (id: string, clientId: string, status: 'draft' | 'approved'): ReportItem =>
  ({ id, clientId, status, month: '2026-10', verdict: 'All came back.' }) as ReportItem

const records = {
  clients: [
    { id: 'a', name: 'Acme' },
    { id: 'b', name: 'Bakery' },
  ],
  incidents: [
    incident('i1', 'b', 'warning'),
    incident('i2', 'a', 'critical'),
    incident('i3', 'a', 'critical', { closedAt: '2026-11-24T09:00:00Z' }),
  ],
  recovery: new Map([
    ['a', [system('s1', 'unproven'), system('s2', 'proven')]],
    ['b', [system('s3', 'failed'), system('s4', 'not-protected')]],
  ]),
  reports: [report('r1', 'a', 'draft'), report('r2', 'b', 'approved')],
  now: new Date('2026-11-24T10:00:00Z'),
  tickets: [] as TicketRow[],
  waiting: [
    {
      draftId: 'w1',
      clientId: 'a',
      kind: 'policy',
      devices: ['d9'],
      note: '',
      createdAt: '2026-11-24T07:00:00Z',
      signaturesNeeded: 1 as const,
    },
  ],
}

test('one list by urgency: people stopped, then what would not come back, then the rest; what is closed or proven is not in it', () =>
  expect(itemsOf(records).map(({ key }) => key)).toEqual(['i2', 'recovery s3', 'recovery s4', 'i1', 'recovery s1', 'w1', 'r1']))

const ticket = (id: string, deadline: string | null, source: TicketRow['source'] = 'mail') =>
  ({
    id,
    clientId: 'a',
    subject: id,
    number: 7,
    source,
    openedAt: '2026-11-24T06:00:00Z',
    next: deadline === null ? null : { clock: 'response', deadline },
  }) as TicketRow

test('a ticket stands here when its promise is broken or nearly so, and not while it waits or as an incident again', () => {
  const tickets = [
    ticket('late', '2026-11-24T09:00:00Z'),
    ticket('soon', '2026-11-24T11:30:00Z'),
    ticket('later', '2026-11-24T18:00:00Z'),
    ticket('waits', null),
    ticket('watched', '2026-11-24T09:00:00Z', 'incident'),
  ]
  const found = itemsOf({ ...records, tickets }).filter(({ key }) => key.startsWith('ticket'))
  expect(found.map(({ text, tone, detail }) => [text, tone, detail])).toEqual([
    ['late', 'broken', 'Ticket #7: the first answer is late by 1 h'],
    ['soon', 'attention', 'Ticket #7: the first answer is due in 1 h 30 min'],
  ])
})

test('grouped by client, the client with the most urgent thing first', () =>
  expect(groupsOf(records).map(({ client, items }) => [client.name, items.length])).toEqual([
    ['Acme', 4],
    ['Bakery', 3],
  ]))

test('each leads to where it is dealt with', () => {
  const hrefs = Object.fromEntries(itemsOf(records).map(({ key, href }) => [key, href]))
  expect(hrefs).toMatchObject({ i2: '/devices/d', w1: '/devices/d9', 'recovery s4': '/devices/s4/protection', r1: '/reports/r1' })
})

test('the title counts, and says how many are urgent', () => {
  const items = itemsOf(records)
  expect(todayTitle(items)).toBe('7 things need a person, 3 of them urgently')
  expect(todayTitle(items.slice(0, 1))).toBe('1 thing needs a person')
  expect(todayTitle([])).toBe('Nothing needs a person now')
})

test('what began earlier stands before what began later, at the same urgency', () => {
  const early = incident('early', 'a', 'critical', { openedAt: '2026-11-24T01:00:00Z' })
  expect(itemsOf({ ...records, incidents: [...records.incidents, early] })[0]?.key).toBe('early')
})
