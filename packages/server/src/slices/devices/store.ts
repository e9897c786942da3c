/** Writes and reads the tables of this slice. */
import type { Inventory } from '@mainstay/contract/agent'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Database, Tx } from '../../platform/database/index.ts'
import { type Device, NO_POLICY, type PolicyState } from './domain.ts'
import type { DevicePolicy } from './policy.ts'

type DevicesTables = {
  devices_device: {
    client_id: string
    id: string
    site_id: string
    hostname: string
    os: Device['os']
    arch: string
    agent_version: string
    public_key: Buffer
    machine_hash: string | null
    enrolled_at: Date
    last_seen_at: Date | null
    clock_skew_seconds: number | null
    revoked_at: Date | null
  }
  devices_inventory: { client_id: string; device_id: string; at: Date; inventory: string }
  devices_policy: {
    client_id: string
    device_id: string
    revision: number
    applied: string | null
    applied_at: Date | null
    draft: string | null
    draft_envelope_id: string | null
  }
}

const tables = (tx: Tx) => tx.withTables<DevicesTables>()

/** Whose device this is, before there is a scope; null when there is none. */
export async function deviceClient(database: Database, deviceId: Id): Promise<Id | null> {
  return database.transaction({ clientIds: [] }, async (tx) => {
    const { rows } = await sql<{ client_id: string | null }>`select mainstay_device_client(${deviceId}) as client_id`.execute(tx)
    return rows[0]?.client_id ?? null
  })
}

export async function insertDevice(tx: Tx, d: Device): Promise<void> {
  await tables(tx)
    .insertInto('devices_device')
    .values({
      client_id: d.clientId,
      id: d.id,
      site_id: d.siteId,
      hostname: d.hostname,
      os: d.os,
      arch: d.arch,
      agent_version: d.agentVersion,
      public_key: Buffer.from(d.publicKey),
      machine_hash: d.machineHash,
      enrolled_at: d.enrolledAt,
      last_seen_at: d.lastSeenAt,
      clock_skew_seconds: d.clockSkewSeconds,
      revoked_at: d.revokedAt,
    })
    .execute()
}

export async function loadDevice(tx: Tx, deviceId: Id): Promise<Device | null> {
  const row = await tables(tx).selectFrom('devices_device').selectAll().where('id', '=', deviceId).executeTakeFirst()
  return row ? deviceOf(row) : null
}

/** All devices in scope that were not removed, by name. */
export async function loadDevices(tx: Tx): Promise<Device[]> {
  const rows = await tables(tx).selectFrom('devices_device').selectAll().where('revoked_at', 'is', null).orderBy('hostname').execute()
  return rows.map(deviceOf)
}

/** Those that were enrolled and not yet revoked at an instant that is over. */
export async function loadDevicesAt(tx: Tx, at: Date): Promise<Device[]> {
  const rows = await tables(tx)
    .selectFrom('devices_device')
    .selectAll()
    .where('enrolled_at', '<', at)
    .where((e) => e.or([e('revoked_at', 'is', null), e('revoked_at', '>=', at)]))
    .orderBy('hostname')
    .execute()
  return rows.map(deviceOf)
}

export async function loadDeviceByKey(tx: Tx, publicKey: Uint8Array): Promise<Device | null> {
  const row = await tables(tx).selectFrom('devices_device').selectAll().where('public_key', '=', Buffer.from(publicKey)).executeTakeFirst()
  return row ? deviceOf(row) : null
}

/** Seen now: kept to the second of the newest contact, never set back. */
export async function saveSeen(tx: Tx, deviceId: Id, at: Date, skewSeconds: number | null, agentVersion: string | null): Promise<void> {
  await sql`update devices_device set last_seen_at = greatest(last_seen_at, ${at}), clock_skew_seconds = coalesce(${skewSeconds}, clock_skew_seconds),
    agent_version = coalesce(${agentVersion}, agent_version) where id = ${deviceId}`.execute(tx)
}

export async function saveInventory(tx: Tx, clientId: Id, deviceId: Id, inventory: Inventory): Promise<void> {
  const row = { client_id: clientId, device_id: deviceId, at: new Date(inventory.at), inventory: JSON.stringify(inventory) }
  await tables(tx)
    .insertInto('devices_inventory')
    .values(row)
    .onConflict((c) => c.columns(['client_id', 'device_id']).doUpdateSet({ at: row.at, inventory: row.inventory }))
    .execute()
}

export async function loadInventory(tx: Tx, deviceId: Id): Promise<Inventory | null> {
  const { rows } = await sql<{ inventory: Inventory }>`select inventory from devices_inventory where device_id = ${deviceId}`.execute(tx)
  return rows[0]?.inventory ?? null
}

/** Holds the device's policy until the transaction ends: two changes come one after the other. */
export async function lockPolicy(tx: Tx, clientId: Id, deviceId: Id): Promise<PolicyState> {
  await tables(tx)
    .insertInto('devices_policy')
    .values({
      client_id: clientId,
      device_id: deviceId,
      revision: 0,
      applied: null,
      applied_at: null,
      draft: null,
      draft_envelope_id: null,
    })
    .onConflict((c) => c.columns(['client_id', 'device_id']).doNothing())
    .execute()
  return readPolicy(tx, deviceId, true)
}

export async function readPolicy(tx: Tx, deviceId: Id, lock = false): Promise<PolicyState> {
  type Row = { revision: number; applied: DevicePolicy | null; applied_at: Date | null; draft: DevicePolicy | null }
  const { rows } =
    await sql<Row>`select revision, applied, applied_at, draft from devices_policy where device_id = ${deviceId} ${lock ? sql`for update` : sql``}`.execute(
      tx,
    )
  const row = rows[0]
  return row ? { revision: row.revision, applied: row.applied, appliedAt: row.applied_at, draft: row.draft } : NO_POLICY
}

export type AppliedPolicy = { policy: DevicePolicy; appliedAt: Date }

/** What these devices applied; one without a policy is not in it. */
export async function appliedPolicies(tx: Tx, clientId: Id, deviceIds: readonly Id[]): Promise<Map<Id, AppliedPolicy>> {
  type Row = { device_id: Id; applied: DevicePolicy; applied_at: Date }
  const { rows } = await sql<Row>`select device_id, applied, applied_at from devices_policy
    where client_id = ${clientId} and device_id = any(${deviceIds}::uuid[]) and applied is not null`.execute(tx)
  return new Map(rows.map((row) => [row.device_id, { policy: row.applied, appliedAt: row.applied_at }]))
}

export async function savePolicy(tx: Tx, deviceId: Id, state: PolicyState): Promise<void> {
  await tables(tx)
    .updateTable('devices_policy')
    .set({
      revision: state.revision,
      applied: state.applied === null ? null : JSON.stringify(state.applied),
      applied_at: state.appliedAt,
      draft: state.draft === null ? null : JSON.stringify(state.draft),
    })
    .where('device_id', '=', deviceId)
    .execute()
}

function deviceOf(r: DevicesTables['devices_device']): Device {
  return {
    id: r.id,
    clientId: r.client_id,
    siteId: r.site_id,
    hostname: r.hostname,
    os: r.os,
    arch: r.arch,
    agentVersion: r.agent_version,
    publicKey: new Uint8Array(r.public_key),
    machineHash: r.machine_hash,
    enrolledAt: r.enrolled_at,
    lastSeenAt: r.last_seen_at,
    clockSkewSeconds: r.clock_skew_seconds,
    revokedAt: r.revoked_at,
  }
}
