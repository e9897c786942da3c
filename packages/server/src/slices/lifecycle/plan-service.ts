/** Use cases of the refresh plan: see it, try a move, pin, approve; and what it is made with. */
import { createHash } from 'node:crypto'
import type { ApprovedPlan, Budget, ClientPlan, LifecycleSettings, OfferedPlan, Pins, TryPlan } from '@mainstay/contract/lifecycle'
import { dayIn, AppError, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { deviceOf, gatherAssets, type LifecycleDeps } from './asset-service.ts'
import { clientPlan } from './client-plan.ts'
import { FIRST_SETTINGS } from './defaults.ts'
import { quarterOf } from './domain/refresh/quarter.ts'
import { type ApprovedRow, insertApproved, loadAssets, loadSettings, newestApproved, saveSettings, updateAsset } from './store.ts'
import { assetWire } from './views.ts'

export type PlanService = {
  settings(actor: Actor, clientId: Id): Promise<LifecycleSettings>
  setSettings(actor: Actor, clientId: Id, settings: LifecycleSettings): Promise<LifecycleSettings>
  plan(actor: Actor, clientId: Id): Promise<OfferedPlan>
  /** What the plan would be with these pins, and what the move costs. Changes nothing. */
  try(actor: Actor, clientId: Id, pins: Pins): Promise<TryPlan>
  pin(actor: Actor, clientId: Id, pins: Pins): Promise<OfferedPlan>
  /** Freezes the plan as it stands. `sha256` is of what the person read. */
  approve(actor: Actor, clientId: Id, o: { sha256: string }): Promise<ApprovedPlan>
  /** The newest approved plan, for both sides. */
  budget(actor: Actor, clientId: Id): Promise<Budget>
}

export function createPlanService({ database, clock, ports, endOfLife }: LifecycleDeps): PlanService {
  const clientOf = async (clientId: Id) => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    return client
  }
  const planWith = async (clientId: Id, pins: Pins): Promise<ClientPlan> => {
    const client = await clientOf(clientId)
    const now = clock.now()
    const today = dayIn(now, client.zone)
    const { settings, devices, rows } = await database.transaction(oneClient(clientId), (tx) => gatherAssets(tx, { clientId, now }))
    const pinned = new Map(pins.map(({ assetId, quarter }) => [assetId, quarter]))
    const assets = rows
      .map((row) => (pinned.has(row.id) ? { ...row, pin: pinned.get(row.id) ?? null } : row))
      .map((row) => assetWire(row, { device: deviceOf(row, devices), settings, endOfLife, today }))
    return clientPlan({ client, assets, settings, today })
  }
  const tell = async (tx: Tx, o: { actor: Actor; clientId: Id; action: string; data: Record<string, unknown>; at: Date }) => {
    const { clientId, action, at } = o
    await recordAudit(tx, { ...o, subject: clientId, action: `lifecycle.plan-${action}` })
    await publish(tx, { topic: `asset.plan-${action}`, clientId, payload: {}, at })
  }
  const plan: PlanService['plan'] = async (actor, clientId) => {
    authorise(actor, 'lifecycle.read', clientId)
    return offered(await planWith(clientId, []))
  }
  return {
    plan,
    settings: async (actor, clientId) => {
      authorise(actor, 'lifecycle.read', clientId)
      await clientOf(clientId)
      return database.transaction(oneClient(clientId), async (tx) => (await loadSettings(tx, clientId)) ?? FIRST_SETTINGS)
    },
    setSettings: async (actor, clientId, settings) => {
      authorise(actor, 'lifecycle.write', clientId)
      await clientOf(clientId)
      return database.transaction(oneClient(clientId), async (tx) => {
        const at = clock.now()
        const before = (await loadSettings(tx, clientId)) ?? FIRST_SETTINGS
        // Amounts carry no currency of their own: another one would turn them into something else.
        if (before.currency !== settings.currency && (await hasPrices(tx, clientId)))
          throw new AppError('lifecycle.currency-in-use', { currency: before.currency })
        if (!(await saveSettings(tx, clientId, settings))) throw new AppError('lifecycle.changed')
        await tell(tx, { actor, clientId, action: 'settings-set', data: { ...settings }, at })
        return { ...settings, revision: settings.revision + 1 }
      })
    },
    try: async (actor, clientId, pins) => {
      authorise(actor, 'lifecycle.read', clientId)
      const [before, after] = [await planWith(clientId, []), await planWith(clientId, pins)]
      mustBeInside(pins, before)
      const costMinor = before.waitingMinor === null || after.waitingMinor === null ? null : after.waitingMinor - before.waitingMinor
      return { plan: after, costMinor, overCap: overCap(before, pins) }
    },
    pin: async (actor, clientId, pins) => {
      authorise(actor, 'lifecycle.write', clientId)
      mustBeInside(pins, await planWith(clientId, []))
      await database.transaction(oneClient(clientId), async (tx) => {
        const known = new Set((await loadAssets(tx, clientId)).map(({ id }) => id))
        for (const { assetId, quarter } of pins) {
          if (!known.has(assetId)) throw new AppError('platform.not-found', { what: 'asset' })
          await updateAsset(tx, { client_id: clientId, id: assetId }, { pin: quarter })
        }
        await tell(tx, { actor, clientId, action: 'pinned', data: { pins: pins.length }, at: clock.now() })
      })
      return offered(await planWith(clientId, []))
    },
    approve: async (actor, clientId, read) => {
      authorise(actor, 'lifecycle.write', clientId)
      const made = await planWith(clientId, [])
      if (made.impossible !== null) throw new AppError('lifecycle.plan-impossible', { why: made.impossible.why })
      const { text, sha256 } = hashed(made)
      if (sha256 !== read.sha256) throw new AppError('lifecycle.plan-changed')
      const at = clock.now()
      const row: ApprovedRow = { client_id: clientId, id: newId(at.getTime()), at, by_name: actor.name, plan: text, sha256 }
      await database.transaction(oneClient(clientId), async (tx) => {
        await insertApproved(tx, row)
        await tell(tx, { actor, clientId, action: 'approved', data: { sha256, totalMinor: made.totalMinor }, at })
      })
      return approvedWire(row)
    },
    budget: async (actor, clientId) => {
      if (!actor.permissions.has('portal.budget')) authorise(actor, 'lifecycle.read', clientId)
      else authorise(actor, 'portal.budget', clientId)
      const { zone } = await clientOf(clientId)
      const row = await database.transaction(oneClient(clientId), (tx) => newestApproved(tx, clientId))
      return { approved: row === null ? null : approvedWire(row), today: dayIn(clock.now(), zone) }
    },
  }
}

function hashed(plan: ClientPlan): { text: string; sha256: string } {
  const text = JSON.stringify(plan)
  return { text, sha256: createHash('sha256').update(text).digest('hex') }
}

function offered(plan: ClientPlan): OfferedPlan {
  return { ...plan, sha256: hashed(plan).sha256 }
}

export function approvedWire({ id, at, by_name, sha256, plan }: ApprovedRow): ApprovedPlan {
  return { id, at: at.toISOString(), by: by_name, sha256, plan: JSON.parse(plan) as ClientPlan }
}

/** Where the moved things would stand beside what stands there now, more than the cap is spent: the plan moves something else away, or says no. */
function overCap({ quarters, capMinor }: ClientPlan, pins: Pins): string[] {
  if (quarters === null) return []
  const all = quarters.flatMap(({ quarter, assets }) => assets.map((asset) => ({ quarter, asset })))
  const moved = new Map(pins.map(({ assetId, quarter }) => [assetId, quarter]))
  const spend = new Map<string, number>()
  for (const { quarter, asset } of all) {
    const at = moved.get(asset.id) ?? quarter
    spend.set(at, (spend.get(at) ?? 0) + asset.minor)
  }
  return [...spend].flatMap(([quarter, minor]) => (minor > capMinor ? [quarter] : [])).sort()
}

function mustBeInside(pins: Pins, { from, to }: ClientPlan): void {
  for (const { quarter } of pins)
    if (quarter !== null && (quarterOf(quarter) < quarterOf(from) || quarterOf(quarter) > quarterOf(to)))
      throw new AppError('lifecycle.pin-outside', { quarter, from, to })
}

async function hasPrices(tx: Tx, clientId: Id): Promise<boolean> {
  const settings = await loadSettings(tx, clientId)
  if (settings !== null && Object.keys(settings.prices).length > 0) return true
  return (await loadAssets(tx, clientId)).some(({ price_minor, replacement_minor }) => price_minor !== null || replacement_minor !== null)
}
