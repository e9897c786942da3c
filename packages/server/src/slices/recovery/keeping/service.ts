/** Use cases of keeping: settings, removals that can be taken back, and what takes two people. */
import type { AskTwoPeople, DeviceKeeping, KeepingSettings } from '@mainstay/contract/recovery'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import type { Database, Tx } from '../../../platform/database/index.ts'
import { loadDevice } from '../../devices/index.ts'
import { verdictOf } from '../clean/judge-scan.ts'
import { insertFalseAlarm, loadVerdictsOfPoints, saveVerdict } from '../clean/store.ts'
import { copyStanding } from '../copies/standing.ts'
import { loadReports } from '../copies/store.ts'
import { whatStays } from './retention.ts'
import {
  approveRequest,
  bringForward,
  insertRequest,
  insertTombstone,
  loadOpenRequests,
  loadSettings,
  loadStoredPoints,
  loadTombstones,
  type RequestRow,
  saveSettings,
  type StoredPoint,
  withdrawRequest,
  withdrawTombstone,
} from './store.ts'
import { deviceKeeping } from './views.ts'

export type KeepingDeps = {
  database: Database
  clock: Clock
  /** Whether this person signs in with a second step. */
  hasSecondStep(actor: Actor): Promise<boolean>
}

export type KeepingService = ReturnType<typeof createKeepingService>

const NEEDS = 'recovery.keep'
const DAY_MS = 86_400_000
/** A request that nobody answered is over after so long. */
const ANSWER_WITHIN_MS = 7 * DAY_MS

export function createKeepingService({ database, clock, hasSecondStep }: KeepingDeps) {
  async function device(tx: Tx, deviceId: Id): Promise<{ clientId: Id; hostname: string }> {
    const found = await loadDevice(tx, deviceId)
    if (found === null) throw new AppError('platform.not-found', { what: 'device' })
    return found
  }

  /** A person, signed in, with a second step: no token and no key, of which one person may have many. */
  async function person(actor: Actor): Promise<void> {
    authorise(actor, NEEDS)
    if (actor.kind !== 'staff' || !(await hasSecondStep(actor))) throw new AppError('recovery.keeping.second-step')
  }

  async function storedPoint(
    tx: Tx,
    clientId: Id,
    deviceId: Id,
    restorePointId: Id,
  ): Promise<{ point: StoredPoint; points: StoredPoint[] }> {
    const points = await loadStoredPoints(tx, clientId, deviceId)
    const point = points.find(({ id }) => id === restorePointId)
    if (point === undefined) throw new AppError('platform.not-found', { what: 'restore point' })
    return { point, points }
  }

  const audit = (tx: Tx, actor: Actor, clientId: Id, action: string, subject: Id, data: Record<string, unknown>) =>
    recordAudit(tx, { actor, clientId, action: `recovery.${action}`, subject, data, at: clock.now() })

  return {
    ofDevice: async (actor: Actor, deviceId: Id): Promise<DeviceKeeping> => {
      authorise(actor, 'recovery.read')
      return database.transaction(scopeOf(actor), async (tx) => {
        const { clientId } = await device(tx, deviceId)
        const now = clock.now()
        const said = (await loadReports(tx, clientId, [deviceId], now)).get(deviceId) ?? []
        return deviceKeeping(tx, { clientId, deviceId, reader: actor.id, now, copies: said.map((one) => copyStanding(one, now)) })
      })
    },
    change: async (actor: Actor, deviceId: Id, settings: KeepingSettings): Promise<void> => {
      authorise(actor, NEEDS)
      await database.transaction(scopeOf(actor), async (tx) => {
        const { clientId } = await device(tx, deviceId)
        const before = await loadSettings(tx, clientId, deviceId)
        if (settings.delayDays < before.delayDays) throw new AppError('recovery.keeping.two-people', { days: before.delayDays })
        await saveSettings(tx, { clientId, deviceId, settings, requestId: null, at: clock.now() })
        await audit(tx, actor, clientId, 'keeping-changed', deviceId, { before, after: settings })
      })
    },
    /** It goes after the delay, and can be taken back until then. */
    remove: async (actor: Actor, deviceId: Id, restorePointId: Id, why: string): Promise<void> => {
      authorise(actor, NEEDS)
      await database.transaction(scopeOf(actor), async (tx) => {
        const { clientId } = await device(tx, deviceId)
        const { keep, delayDays } = await loadSettings(tx, clientId, deviceId)
        const { point, points } = await storedPoint(tx, clientId, deviceId, restorePointId)
        if (point.tombstone !== null) throw new AppError('recovery.keeping.removal-stands')
        const at = clock.now()
        const stays = whatStays(points, keep, at).get(point.id) ?? []
        if (stays.includes('last-passed') || stays.includes('last-clean')) throw new AppError('recovery.keeping.last')
        if (stays.includes('held')) throw new AppError('recovery.keeping.held')
        const effectiveAt = new Date(at.getTime() + delayDays * DAY_MS)
        const id = newId(at.getTime())
        await insertTombstone(tx, {
          id,
          clientId,
          deviceId,
          restorePointId,
          byKind: 'person',
          byName: actor.name,
          why,
          madeAt: at,
          effectiveAt,
          requestId: null,
        })
        await audit(tx, actor, clientId, 'removal-planned', deviceId, { restorePointId, why, effectiveAt: effectiveAt.toISOString() })
      })
    },
    /** A person's word that what was found there is none. It holds for this very evidence, here and in later points of the device. */
    acceptFinding: async (actor: Actor, deviceId: Id, restorePointId: Id, why: string): Promise<void> => {
      await person(actor)
      await database.transaction(scopeOf(actor), async (tx) => {
        const { clientId } = await device(tx, deviceId)
        const verdicts = await loadVerdictsOfPoints(tx, clientId, deviceId)
        const found = verdicts.find((one) => one.restorePointId === restorePointId)
        if (found === undefined) throw new AppError('platform.not-found', { what: 'restore point' })
        if (found.verdict !== 'suspect' && found.verdict !== 'infected') throw new AppError('recovery.keeping.nothing-found')
        const at = clock.now()
        const alarm = { by: actor.name, at: at.toISOString(), why, evidence: found.evidence }
        await insertFalseAlarm(tx, { ...alarm, clientId, id: newId(at.getTime()), deviceId, restorePointId, byId: actor.id })
        for (const one of verdicts) {
          const { verdict, accepted } = verdictOf(one, one.away, [alarm])
          if (accepted !== null && one.accepted === null) await saveVerdict(tx, { clientId, deviceId, ...one, verdict, accepted })
        }
        const data = { restorePointId, why, verdict: found.verdict, score: found.score, evidence: found.evidence.slice(0, 20) }
        await audit(tx, actor, clientId, 'finding-accepted', deviceId, data)
      })
    },
    takeBack: async (actor: Actor, tombstoneId: Id): Promise<void> => {
      authorise(actor, NEEDS)
      await database.transaction(scopeOf(actor), async (tx) => {
        const [stone] = await loadTombstones(tx, { id: tombstoneId })
        if (stone === undefined) throw new AppError('platform.not-found', { what: 'planned removal' })
        const { clientId, deviceId, restorePointId } = stone
        if (!(await withdrawTombstone(tx, { clientId, id: tombstoneId, by: actor.name, at: clock.now() })))
          throw new AppError('platform.not-found', { what: 'planned removal' })
        await audit(tx, actor, clientId, 'removal-taken-back', deviceId, { restorePointId })
      })
    },
    /** The first of two people. */
    ask: async (actor: Actor, deviceId: Id, wanted: AskTwoPeople): Promise<Id> => {
      await person(actor)
      return database.transaction(scopeOf(actor), async (tx) => {
        const { clientId } = await device(tx, deviceId)
        if (wanted.kind === 'purge') await storedPoint(tx, clientId, deviceId, wanted.restorePointId)
        const at = clock.now()
        const request: RequestRow = {
          id: newId(at.getTime()),
          clientId,
          deviceId,
          kind: wanted.kind,
          restorePointId: wanted.kind === 'purge' ? wanted.restorePointId : null,
          delayDays: wanted.kind === 'shorten' ? wanted.delayDays : null,
          why: wanted.why,
          askedBy: actor.id,
          askedByName: actor.name,
          askedAt: at,
          expiresAt: new Date(at.getTime() + ANSWER_WITHIN_MS),
        }
        await insertRequest(tx, request)
        await audit(tx, actor, clientId, `${wanted.kind}-asked`, deviceId, { ...wanted })
        return request.id
      })
    },
    /** The second: another person. What was asked for is done with it. */
    approve: async (actor: Actor, requestId: Id): Promise<void> => {
      await person(actor)
      await database.transaction(scopeOf(actor), async (tx) => {
        const at = clock.now()
        const [request] = await loadOpenRequests(tx, { id: requestId }, at)
        if (request === undefined) throw new AppError('platform.not-found', { what: 'request' })
        if (request.askedBy === actor.id) throw new AppError('recovery.keeping.own-request')
        const { clientId, deviceId } = request
        // Somebody may have refused it, or approved it, at the same moment.
        if (!(await approveRequest(tx, { clientId, id: requestId, by: actor.id, name: actor.name, at })))
          throw new AppError('platform.not-found', { what: 'request' })
        if (request.kind === 'shorten') await shorten(tx, request, at)
        else await purge(tx, request, actor, at)
        await audit(tx, actor, clientId, `${request.kind}-approved`, deviceId, { askedBy: request.askedByName, requestId })
      })
    },
    /** By anybody who may keep: it does no harm. */
    refuse: async (actor: Actor, requestId: Id): Promise<void> => {
      authorise(actor, NEEDS)
      await database.transaction(scopeOf(actor), async (tx) => {
        const at = clock.now()
        const [request] = await loadOpenRequests(tx, { id: requestId }, at)
        if (request === undefined) throw new AppError('platform.not-found', { what: 'request' })
        await withdrawRequest(tx, { clientId: request.clientId, id: requestId, at })
        await audit(tx, actor, request.clientId, `${request.kind}-refused`, request.deviceId, { askedBy: request.askedByName })
      })
    },
  }
}

async function shorten(tx: Tx, { clientId, deviceId, delayDays, id }: RequestRow, at: Date): Promise<void> {
  const settings = await loadSettings(tx, clientId, deviceId)
  await saveSettings(tx, { clientId, deviceId, settings: { ...settings, delayDays: delayDays ?? settings.delayDays }, requestId: id, at })
}

async function purge(tx: Tx, request: RequestRow, actor: Actor, at: Date): Promise<void> {
  const { clientId, deviceId, restorePointId, id: requestId, why } = request
  const point = (await loadStoredPoints(tx, clientId, deviceId)).find(({ id }) => id === restorePointId)
  if (point === undefined) throw new AppError('platform.not-found', { what: 'restore point' })
  if (point.tombstone !== null) return bringForward(tx, { clientId, id: point.tombstone.id, requestId, at })
  const byName = `${request.askedByName} and ${actor.name}`
  await insertTombstone(tx, {
    id: newId(at.getTime()),
    clientId,
    deviceId,
    restorePointId: point.id,
    byKind: 'person',
    byName,
    why,
    madeAt: at,
    effectiveAt: at,
    requestId,
  })
}
