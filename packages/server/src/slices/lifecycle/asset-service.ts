/** Use cases of assets: list with their ages, write one by hand, bring a list in whole, retire. */
import type { Asset, AssetFields, AssetList, ImportAnswer, LifecycleSettings } from '@mainstay/contract/lifecycle'
import { dayIn, AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { fieldsOfMachine } from './domain/assets/from-device.ts'
import { readImport } from './domain/assets/read-import.ts'
import type { EndOfLife } from './domain/assets/support.ts'
import { FIRST_SETTINGS } from './defaults.ts'
import { mergeImport } from './domain/assets/merge-import.ts'
import type { LifecyclePorts } from './ports.ts'
import {
  fieldsOf,
  insertAssets,
  type KnownDevice,
  loadAsset,
  loadAssets,
  loadDevices,
  loadSettings,
  type StoredAsset,
  updateAsset,
} from './store.ts'
import { columnsOf } from './tables.ts'
import { assetWire } from './views.ts'

export type AssetService = {
  list(actor: Actor, clientId: Id): Promise<AssetList>
  add(actor: Actor, clientId: Id, fields: AssetFields): Promise<Asset>
  edit(actor: Actor, id: Id, o: { fields: AssetFields; revision: number }): Promise<Asset>
  /** It leaves the plan; its record stays. */
  retire(actor: Actor, id: Id): Promise<void>
  import(actor: Actor, clientId: Id, o: { csv: string; apply: boolean }): Promise<ImportAnswer>
}

export type LifecycleDeps = { database: Database; clock: Clock; ports: LifecyclePorts; endOfLife: EndOfLife }

/** Everything that a view of a client's assets is made of; machines that have become known since are assets from now on. */
export async function gatherAssets(tx: Tx, o: { clientId: Id; now: Date }): Promise<Gathered> {
  const settings = (await loadSettings(tx, o.clientId)) ?? FIRST_SETTINGS
  const devices = new Map((await loadDevices(tx, o.clientId)).map((one) => [one.id, one]))
  const rows = await loadAssets(tx, o.clientId)
  const missing = [...devices.values()].filter(({ id }) => !rows.some(({ device_id }) => device_id === id))
  // A machine is often known before its agent has said what it is. What a person has touched since stays.
  const unsaid = rows.flatMap((row) => {
    const device = row.source === 'agent' && row.kind === 'other' && row.revision === 1 ? deviceOf(row, devices) : null
    const kind = device === null ? 'other' : fieldsOfMachine(device).kind
    return kind === 'other' ? [] : [{ row, kind }]
  })
  for (const { row, kind } of unsaid) await updateAsset(tx, row, { kind })
  if (missing.length === 0 && unsaid.length === 0) return { settings, devices, rows }
  await insertAssets(
    tx,
    missing.map((device) => newRow(o.clientId, fieldsOfMachine(device), { source: 'agent', deviceId: device.id, at: o.now })),
  )
  return { settings, devices, rows: await loadAssets(tx, o.clientId) }
}
export type Gathered = { settings: LifecycleSettings; devices: Map<Id, KnownDevice>; rows: StoredAsset[] }

export function createAssetService({ database, clock, ports, endOfLife }: LifecycleDeps): AssetService {
  const zoneOf = async (clientId: Id): Promise<string> => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    return client.zone
  }
  const list: AssetService['list'] = async (actor, clientId) => {
    authorise(actor, 'lifecycle.read', clientId)
    const now = clock.now()
    const today = dayIn(now, await zoneOf(clientId))
    const { settings, devices, rows } = await database.transaction(oneClient(clientId), (tx) => gatherAssets(tx, { clientId, now }))
    const assets = rows.map((row) => assetWire(row, { device: deviceOf(row, devices), settings, endOfLife, today }))
    return { currency: settings.currency, assets }
  }
  const one = async (actor: Actor, clientId: Id, id: Id): Promise<Asset> => {
    const asset = (await list(actor, clientId)).assets.find((candidate) => candidate.id === id)
    if (asset === undefined) throw new AppError('platform.not-found', { what: 'asset' })
    return asset
  }
  const tell = async (
    tx: Tx,
    o: { actor: Actor; clientId: Id; action: string; subject: string; data: Record<string, unknown>; at: Date },
  ) => {
    const { clientId, action, at } = o
    await recordAudit(tx, { ...o, action: `lifecycle.${action}` })
    await publish(tx, { topic: `asset.${action}`, clientId, payload: {}, at })
  }
  const change = async (
    actor: Actor,
    id: Id,
    action: string,
    columns: (row: StoredAsset) => Parameters<typeof updateAsset>[2],
  ): Promise<Id> => {
    authorise(actor, 'lifecycle.write')
    return database.transaction(scopeOf(actor), async (tx) => {
      const row = await loadAsset(tx, id)
      if (row === null) throw new AppError('platform.not-found', { what: 'asset' })
      const at = clock.now()
      await updateAsset(tx, row, columns(row))
      await tell(tx, { actor, clientId: row.client_id, action, subject: id, data: { name: row.name }, at })
      return row.client_id
    })
  }
  return {
    list,
    add: async (actor, clientId, fields) => {
      authorise(actor, 'lifecycle.write', clientId)
      await zoneOf(clientId)
      const at = clock.now()
      const row = newRow(clientId, fields, { source: 'hand', deviceId: null, at })
      await database.transaction(oneClient(clientId), async (tx) => {
        await insertAssets(tx, [row])
        await tell(tx, { actor, clientId, action: 'added', subject: row.id, data: { name: fields.name }, at })
      })
      return one(actor, clientId, row.id)
    },
    edit: async (actor, id, { fields, revision }) => {
      const clientId = await change(actor, id, 'edited', (row) => {
        if (row.revision !== revision) throw new AppError('lifecycle.changed')
        return columnsOf(fields)
      })
      return one(actor, clientId, id)
    },
    retire: async (actor, id) => {
      await change(actor, id, 'retired', () => ({ retired_at: clock.now(), pin: null }))
    },
    import: async (actor, clientId, { csv, apply }) => {
      authorise(actor, 'lifecycle.write', clientId)
      const today = dayIn(clock.now(), await zoneOf(clientId))
      return database.transaction(oneClient(clientId), async (tx) => {
        const at = clock.now()
        const { settings } = await gatherAssets(tx, { clientId, now: at })
        const read = readImport(csv, { currency: settings.currency, today })
        const existing = await loadAssets(tx, clientId, { lock: true })
        const merged = mergeImport(
          read.rows,
          // What was retired is of the past: a list that names it means a new thing.
          existing
            .filter((row) => row.retired_at === null)
            .map((row) => ({ id: row.id, isOfAgent: row.source === 'agent', fields: fieldsOf(row) })),
        )
        const problems = [...read.problems, ...merged.problems]
        const answer = {
          rows: read.rows.length,
          added: merged.added.map(({ name }) => name),
          changed: merged.changed.map(({ fields }) => fields.name),
        }
        const [first] = problems
        if (!apply) return { ...answer, applied: false, problems }
        if (first !== undefined) throw new AppError('lifecycle.import-problems', { ...first, count: problems.length })
        await insertAssets(
          tx,
          merged.added.map((fields) => newRow(clientId, fields, { source: 'csv', deviceId: null, at })),
        )
        for (const { id, fields } of merged.changed) await updateAsset(tx, { client_id: clientId, id }, columnsOf(fields))
        const data = { added: merged.added.length, changed: merged.changed.length }
        await tell(tx, { actor, clientId, action: 'imported', subject: clientId, data, at })
        return { ...answer, applied: true, problems }
      })
    },
  }
}

export function deviceOf({ device_id }: StoredAsset, devices: ReadonlyMap<Id, KnownDevice>): KnownDevice | null {
  return device_id === null ? null : (devices.get(device_id) ?? null)
}

function newRow(clientId: Id, fields: AssetFields, o: { source: StoredAsset['source']; deviceId: Id | null; at: Date }) {
  return {
    client_id: clientId,
    id: newId(o.at.getTime()),
    revision: 1,
    source: o.source,
    device_id: o.deviceId,
    pin: null,
    created_at: o.at,
    retired_at: null,
    ...columnsOf(fields),
  }
}
