import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WantedAlert } from './device-state.ts'
import { type DeviceRecords, reconcile, type Write } from './reconcile.ts'

let made = 0
const nextId = () => `id-${++made}`
const NOTHING: DeviceRecords = { alerts: [], incidents: [] }
const want = (rule: string, state: WantedAlert['state'], o: Partial<WantedAlert> = {}): WantedAlert => ({
  rule,
  subject: '',
  cause: rule,
  state,
  since: 1000,
  summary: `${rule} is ${state}`,
  why: { ruleName: rule, value: 1, threshold: 1, forSeconds: 60, detail: '' },
  ...o,
})
const kinds = (writes: readonly Write[]) => writes.map((write) => write.kind)
const after = (...steps: WantedAlert[][]): { records: DeviceRecords; writes: Write[] } =>
  steps.reduce<{ records: DeviceRecords; writes: Write[] }>(({ records }, wanted, i) => reconcile(wanted, records, 2000 + i, nextId), {
    records: NOTHING,
    writes: [],
  })

test('an alert opens its incident, before itself', () => {
  const { writes, records } = after([want('disk', 'warning')])
  expect(kinds(writes)).toEqual(['incident-opened', 'alert-raised'])
  expect(records.alerts[0]?.incidentId).toBe(records.incidents[0]?.id)
  expect(records.incidents[0]).toMatchObject({ cause: 'disk', state: 'warning', openedAt: 1000 })
})

test('alerts of one cause are one incident, others have their own', () => {
  const { writes } = after([
    want('disk', 'warning', { subject: '/' }),
    want('disk', 'warning', { subject: '/data' }),
    want('cpu', 'critical'),
  ])
  expect(kinds(writes)).toEqual(['incident-opened', 'alert-raised', 'alert-raised', 'incident-opened', 'alert-raised'])
})

test('what stays as it is writes nothing', () => {
  expect(after([want('disk', 'warning')], [want('disk', 'warning', { summary: 'another figure' })]).writes).toEqual([])
})

test('a rise from warning to critical is told again; a fall is not', () => {
  const rise = after([want('disk', 'warning')], [want('disk', 'critical')])
  expect(rise.writes).toMatchObject([
    { kind: 'alert-changed', escalated: true },
    { kind: 'incident-changed', escalated: true },
  ])
  const fall = reconcile([want('disk', 'warning')], rise.records, 3000, nextId)
  expect(fall.writes).toMatchObject([
    { kind: 'alert-changed', escalated: false },
    { kind: 'incident-changed', escalated: false },
  ])
  expect(fall.records.incidents[0]).toMatchObject({ state: 'warning', worst: 'critical' })
})

test('the incident is over with its last alert, not before', () => {
  const two = after([want('disk', 'warning', { subject: '/' }), want('disk', 'critical', { subject: '/data' })])
  const one = reconcile([want('disk', 'warning', { subject: '/' })], two.records, 3000, nextId)
  expect(kinds(one.writes)).toEqual(['alert-ended', 'incident-changed'])
  const none = reconcile([], one.records, 4000, nextId)
  expect(none.writes).toMatchObject([
    { kind: 'alert-ended', at: 4000 },
    { kind: 'incident-closed', at: 4000 },
  ])
  expect(none.records).toEqual(NOTHING)
})

test('an incident that was left open without an alert is closed', () => {
  const stale: DeviceRecords = {
    alerts: [],
    incidents: [{ id: 'x', cause: 'disk', state: 'warning', worst: 'warning', summary: '', openedAt: 0 }],
  }
  expect(kinds(reconcile([], stale, 5000, nextId).writes)).toEqual(['incident-closed'])
})

const wish = fc.record({
  rule: fc.constantFrom('disk', 'cpu', 'silent'),
  subject: fc.constantFrom('', '/', '/data'),
  state: fc.constantFrom('warning' as const, 'critical' as const, 'unknown' as const),
})
const wishes = fc.uniqueArray(wish, { selector: ({ rule, subject }) => `${rule}${subject}`, maxLength: 6 })

test('after any history what is open is what is wanted, each alert in the open incident of its cause', () => {
  fc.assert(
    fc.property(fc.array(wishes, { maxLength: 12 }), (history) => {
      let records = NOTHING
      const open = new Set<string>()
      for (const [i, step] of history.entries()) {
        const wanted = step.map(({ rule, subject, state }) => want(rule, state, { subject }))
        const next = reconcile(wanted, records, i, nextId)
        records = next.records
        for (const write of next.writes) {
          if (write.kind === 'incident-opened') open.add(write.incident.id)
          if (write.kind === 'incident-closed') expect(open.delete(write.incident.id)).toBe(true)
          if (write.kind === 'alert-raised') expect(open.has(write.alert.incidentId)).toBe(true)
        }
        expect(records.alerts.map((alert) => `${alert.rule}${alert.subject}${alert.state}`).sort()).toEqual(
          wanted.map((alert) => `${alert.rule}${alert.subject}${alert.state}`).sort(),
        )
        expect(new Set(records.incidents.map((incident) => incident.cause))).toEqual(new Set(wanted.map((alert) => alert.cause)))
        expect(new Set(records.incidents.map((incident) => incident.id))).toEqual(open)
        expect(reconcile(wanted, records, i, nextId).writes).toEqual([])
      }
    }),
  )
})
