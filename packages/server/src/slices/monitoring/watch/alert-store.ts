/** Writes alerts and incidents, and publishes what others must know, in one transaction. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { publish } from '../../../platform/outbox/index.ts'
import type { DeviceRecords, OpenAlert, OpenIncident, Write } from '../domain/reconcile.ts'
import type { DeviceKey } from '../ports.ts'

export async function applyWrites(tx: Tx, device: DeviceKey, writes: readonly Write[], now: Date): Promise<void> {
  for (const write of writes) await apply(tx, device, write, now)
}

async function apply(tx: Tx, { clientId, deviceId }: DeviceKey, write: Write, now: Date): Promise<void> {
  switch (write.kind) {
    case 'incident-opened': {
      const { id, cause, state, worst, summary, openedAt } = write.incident
      await sql`insert into monitoring_incident (client_id, id, device_id, cause, state, worst, summary, opened_at)
        values (${clientId}, ${id}, ${deviceId}, ${cause}, ${state}, ${worst}, ${summary}, ${new Date(openedAt)})`.execute(tx)
      return tell(tx, 'incident.opened', clientId, deviceId, write.incident, now)
    }
    case 'incident-changed': {
      const { id, state, worst, summary } = write.incident
      await sql`update monitoring_incident set state = ${state}, worst = ${worst}, summary = ${summary} where client_id = ${clientId} and id = ${id}`.execute(
        tx,
      )
      return write.escalated ? tell(tx, 'incident.escalated', clientId, deviceId, write.incident, now) : undefined
    }
    case 'incident-closed':
      await sql`update monitoring_incident set closed_at = ${new Date(write.at)} where client_id = ${clientId} and id = ${write.incident.id}`.execute(
        tx,
      )
      return tell(tx, 'incident.closed', clientId, deviceId, write.incident, now)
    case 'alert-raised': {
      const { id, rule, subject, state, worst, summary, since, incidentId } = write.alert
      await sql`insert into monitoring_alert (client_id, id, device_id, rule, subject, state, worst, summary, why, since, changed_at, incident_id)
        values (${clientId}, ${id}, ${deviceId}, ${rule}, ${subject}, ${state}, ${worst}, ${summary}, ${JSON.stringify(write.why)},
          ${new Date(since)}, ${now}, ${incidentId})`.execute(tx)
      return tellAlert(tx, 'alert.raised', clientId, deviceId, write.alert, now)
    }
    case 'alert-changed': {
      const { id, state, worst, summary } = write.alert
      await sql`update monitoring_alert set state = ${state}, worst = ${worst}, summary = ${summary}, why = ${JSON.stringify(write.why)}, changed_at = ${now}
        where client_id = ${clientId} and id = ${id}`.execute(tx)
      return tellAlert(tx, 'alert.changed', clientId, deviceId, write.alert, now)
    }
    case 'alert-ended':
      await sql`update monitoring_alert set ended_at = ${new Date(write.at)}, changed_at = ${now} where client_id = ${clientId} and id = ${write.alert.id}`.execute(
        tx,
      )
      return tellAlert(tx, 'alert.ended', clientId, deviceId, write.alert, now)
  }
}

async function tell(
  tx: Tx,
  topic: string,
  clientId: Id,
  deviceId: Id,
  { id, cause, state, worst, summary, openedAt }: OpenIncident,
  at: Date,
): Promise<void> {
  const payload = { incidentId: id, deviceId, cause, state, worst, summary, openedAt: new Date(openedAt).toISOString() }
  await publish(tx, { topic, clientId, payload, at })
}

async function tellAlert(
  tx: Tx,
  topic: string,
  clientId: Id,
  deviceId: Id,
  { id, rule, subject, state, worst, summary, since, incidentId }: OpenAlert,
  at: Date,
): Promise<void> {
  const payload = { alertId: id, deviceId, rule, subject, state, worst, summary, since: new Date(since).toISOString(), incidentId }
  await publish(tx, { topic, clientId, payload, at })
}

/** What is open in scope, by device. */
export async function loadOpen(tx: Tx): Promise<Map<Id, DeviceKey & DeviceRecords>> {
  type IncidentRow = {
    client_id: string
    device_id: string
    id: string
    cause: string
    state: OpenIncident['state']
    worst: OpenIncident['worst']
    summary: string
    opened_at: Date
  }
  type AlertRow = {
    device_id: string
    id: string
    rule: string
    subject: string
    state: OpenAlert['state']
    worst: OpenAlert['worst']
    summary: string
    since: Date
    incident_id: string
  }
  const incidents = await sql<IncidentRow>`select client_id, device_id, id, cause, state, worst, summary, opened_at
    from monitoring_incident where closed_at is null`.execute(tx)
  const alerts = await sql<AlertRow>`select device_id, id, rule, subject, state, worst, summary, since, incident_id
    from monitoring_alert where ended_at is null`.execute(tx)
  const byDevice = new Map<Id, DeviceKey & DeviceRecords>()
  const causes = new Map<Id, string>()
  for (const r of incidents.rows) {
    const records = byDevice.get(r.device_id) ?? { clientId: r.client_id, deviceId: r.device_id, alerts: [], incidents: [] }
    byDevice.set(r.device_id, records)
    causes.set(r.id, r.cause)
    records.incidents.push({
      id: r.id,
      cause: r.cause,
      state: r.state,
      worst: r.worst,
      summary: r.summary,
      openedAt: r.opened_at.getTime(),
    })
  }
  for (const r of alerts.rows) {
    const { id, rule, subject, state, worst, summary } = r
    const cause = causes.get(r.incident_id)
    if (cause === undefined) continue
    byDevice
      .get(r.device_id)
      ?.alerts.push({ id, rule, subject, cause, state, worst, summary, since: r.since.getTime(), incidentId: r.incident_id })
  }
  return byDevice
}
