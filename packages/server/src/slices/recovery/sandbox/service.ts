/** Use cases of looking at a restored server: start it, look, open its windows and files, say what is there, end it. */
import { createHash, randomBytes } from 'node:crypto'
import type { DeviceSandbox, Sandbox, SandboxFolder, Say, Ticket, Window } from '@mainstay/contract/recovery'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import { type Database, EVERY_CLIENT, oneClient, type Tx } from '../../../platform/database/index.ts'
import { notify } from '../../../platform/outbox/index.ts'
import { reason } from '../../../prove/reason.ts'
import { loadDevice } from '../../devices/index.ts'
import { loadRestorePoints, type PointSummary } from '../store.ts'
import { isGone, SAY_WITHIN_MS, TICKET_MS } from './domain.ts'
import { listFolder, openFile } from './files.ts'
import type { Host, Live } from './host.ts'
import { recordStatement } from './say.ts'
import {
  askToStop,
  endSandbox,
  hasLooked,
  insertSandbox,
  insertTicket,
  loadExpected,
  loadNewest,
  loadOpen,
  loadSandbox,
  loadStatement,
  lockCapacity,
  type SandboxRow,
  useTicket,
} from './store.ts'
import { sandboxWire } from './views.ts'

export type SandboxDeps = {
  database: Database
  clock: Clock
  host: Host
  instanceId: Id
  /** Whether this instance starts servers: it has the role, and has begun. */
  hosts(): boolean
  minutes: number
  /** How many at once, on the whole server. */
  most: number
  /** The repository of a device, and its key. */
  repositoryOf(device: { clientId: Id; deviceId: Id }): Promise<{ repository: string; key: string }>
  /** How this person is known, in words: an address, and what they sign in with. */
  identified(actor: Actor): Promise<string>
  enqueueTest(o: { clientId: Id; restorePointId: Id }): Promise<void>
}

export type SandboxService = ReturnType<typeof createSandboxService>

const NEEDS = 'recovery.sandbox'
const MOST_WINDOWS = 4
const POINTS = 50

export function createSandboxService(deps: SandboxDeps) {
  const { database, clock, host } = deps

  /** In the scope of the actor: of another client's there is none. */
  async function find(tx: Tx, sandboxId: Id): Promise<SandboxRow> {
    const row = await loadSandbox(tx, sandboxId)
    if (row === null) throw new AppError('platform.not-found', { what: 'restored server' })
    return row
  }

  async function wire(tx: Tx, row: SandboxRow): Promise<Sandbox> {
    return sandboxWire(row, await loadStatement(tx, row.clientId, row.id), clock.now())
  }

  /** The one that runs in this process. */
  function liveOf(row: SandboxRow): Live {
    const now = clock.now()
    if (row.state === 'ended' || isGone(row, now))
      throw new AppError('recovery.viewing.ended', { detail: sandboxWire(row, null, now).end?.text ?? '' })
    const live = host.live(row.id)
    if (live === null) throw new AppError('recovery.viewing.other-instance')
    return live
  }

  async function looked(actor: Actor, sandboxId: Id): Promise<{ row: SandboxRow; live: Live }> {
    authorise(actor, NEEDS)
    const row = await database.transaction(scopeOf(actor), (tx) => find(tx, sandboxId))
    return { row, live: liveOf(row) }
  }

  /** Servers of instances that are gone: QEMU went with them, the rows say so now. */
  async function sweep(tx: Tx): Promise<SandboxRow[]> {
    const now = clock.now()
    const open = await loadOpen(tx)
    for (const row of open)
      if (isGone(row, now))
        await endSandbox(tx, row.clientId, row.id, { at: now, why: reason('recovery.viewing.end.mainstay'), timings: null })
    return open.filter((row) => !isGone(row, now))
  }

  return {
    sweep: async (): Promise<void> => void (await database.transaction(EVERY_CLIENT, sweep)),
    ofDevice: async (actor: Actor, deviceId: Id): Promise<DeviceSandbox> => {
      authorise(actor, NEEDS)
      const seen = await database.transaction(scopeOf(actor), async (tx) => {
        const device = await loadDevice(tx, deviceId)
        if (device === null) throw new AppError('platform.not-found', { what: 'device' })
        const newest = await loadNewest(tx, device.clientId, deviceId)
        return { device, newest: newest === null ? null : await wire(tx, newest), points: await pointsOf(tx, device.clientId, deviceId) }
      })
      const now = clock.now()
      // How many run is told to everybody, whose they are to nobody.
      const open = (await database.transaction(EVERY_CLIENT, loadOpen)).filter((row) => !isGone(row, now))
      return {
        deviceId,
        hostname: seen.device.hostname,
        newest: seen.newest,
        restorePoints: seen.points.map(({ id, takenAt }) => ({ id, takenAt: takenAt.toISOString() })),
        capacity: { running: open.length, most: deps.most, nextEndsAt: nextEnd(open)?.toISOString() ?? null },
        minutes: deps.minutes,
      }
    },
    start: async (actor: Actor, deviceId: Id, restorePointId: Id | undefined): Promise<Sandbox> => {
      authorise(actor, NEEDS)
      const { device, point } = await database.transaction(scopeOf(actor), async (tx) => {
        const device = await loadDevice(tx, deviceId)
        if (device === null) throw new AppError('platform.not-found', { what: 'device' })
        const points = await pointsOf(tx, device.clientId, deviceId)
        const point = restorePointId === undefined ? points[0] : points.find(({ id }) => id === restorePointId)
        if (point === undefined && restorePointId !== undefined) throw new AppError('platform.not-found', { what: 'restore point' })
        if (point === undefined) throw new AppError('recovery.viewing.nothing', { hostname: device.hostname })
        return { device, point }
      })
      if (!deps.hosts()) throw new AppError('recovery.viewing.not-here')
      const { clientId, hostname } = device
      const { repository, key } = await deps.repositoryOf({ clientId, deviceId })
      const at = clock.now()
      const id = newId(at.getTime())
      const person = { kind: actor.kind, id: actor.id, name: actor.name }
      // Counted over all clients: nothing of theirs leaves this transaction but how many there are.
      await database.transaction(EVERY_CLIENT, async (tx) => {
        await lockCapacity(tx)
        const open = await sweep(tx)
        const same = open.find((row) => row.deviceId === deviceId)
        if (same !== undefined) throw new AppError('recovery.viewing.already', { hostname, by: same.personName })
        if (open.length >= deps.most) throw fullError(open, deps.most)
        const expected = await loadExpected(tx, clientId, deviceId)
        await insertSandbox(tx, { clientId, id, deviceId, restorePointId: point.id, instanceId: deps.instanceId, expected, person, at })
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'recovery.sandbox-started',
          subject: deviceId,
          data: { sandboxId: id, restorePointId: point.id },
          at,
        })
        await notify(tx, [{ topic: 'recovery.sandbox', clientId, deviceId }])
      })
      host.begin({
        clientId,
        deviceId,
        sandboxId: id,
        repository,
        password: { kind: 'value', secret: key },
        restorePoint: point.snapshotId,
        parts: point.parts,
      })
      return database.transaction(oneClient(clientId), async (tx) => wire(tx, await find(tx, id)))
    },
    one: async (actor: Actor, sandboxId: Id): Promise<Sandbox> => {
      authorise(actor, NEEDS)
      return database.transaction(scopeOf(actor), async (tx) => wire(tx, await find(tx, sandboxId)))
    },
    end: async (actor: Actor, sandboxId: Id): Promise<void> => {
      authorise(actor, NEEDS)
      await database.transaction(scopeOf(actor), async (tx) => {
        const { clientId, deviceId, state } = await find(tx, sandboxId)
        if (state === 'ended') return
        await askToStop(tx, clientId, sandboxId, actor.name)
        const data = { sandboxId }
        await recordAudit(tx, { actor, clientId, action: 'recovery.sandbox-end-asked', subject: deviceId, data, at: clock.now() })
      })
      host.live(sandboxId)?.stop(reason('recovery.viewing.end.person', { name: actor.name }))
    },
    ticket: async (actor: Actor, sandboxId: Id, shows: Window): Promise<Ticket> => {
      personal(actor)
      const { row, live } = await looked(actor, sandboxId)
      if (live.machine === null) throw new AppError('recovery.viewing.not-running')
      const ticket = randomBytes(32).toString('base64url')
      const at = clock.now()
      const expiresAt = new Date(at.getTime() + TICKET_MS)
      await database.transaction(scopeOf(actor, row.clientId), (tx) =>
        insertTicket(tx, {
          clientId: row.clientId,
          id: newId(at.getTime()),
          sandboxId,
          secretHash: hashOf(ticket),
          personId: actor.id,
          shows,
          expiresAt,
        }),
      )
      return { ticket, expiresAt: expiresAt.toISOString() }
    },
    /** Takes the ticket, once, and gives the machine that it opens a window on. */
    open: async (actor: Actor, sandboxId: Id, shows: Window, ticket: string): Promise<Live> => {
      personal(actor)
      const { row, live } = await looked(actor, sandboxId)
      await database.transaction(scopeOf(actor, row.clientId), async (tx) => {
        const { clientId, deviceId } = row
        const at = clock.now()
        const used = await useTicket(tx, { clientId, sandboxId, secretHash: hashOf(ticket), personId: actor.id, shows, at })
        if (!used) throw new AppError('recovery.viewing.ticket')
        await recordAudit(tx, { actor, clientId, action: 'recovery.sandbox-looked', subject: deviceId, data: { sandboxId, shows }, at })
      })
      if (live.machine === null) throw new AppError('recovery.viewing.not-running')
      if (live.windows.size >= MOST_WINDOWS) throw new AppError('recovery.viewing.windows', { most: MOST_WINDOWS })
      return live
    },
    list: async (actor: Actor, sandboxId: Id, path: string): Promise<SandboxFolder> => {
      const { live } = await looked(actor, sandboxId)
      if (live.root === null) throw new AppError('recovery.viewing.no-files')
      return listFolder(live.root, path)
    },
    file: async (actor: Actor, sandboxId: Id, path: string): ReturnType<typeof openFile> => {
      const { row, live } = await looked(actor, sandboxId)
      if (live.root === null) throw new AppError('recovery.viewing.no-files')
      const opened = await openFile(live.root, path)
      const { clientId, deviceId } = row
      const data = { sandboxId, path, bytes: opened.size }
      try {
        await database.transaction(scopeOf(actor, clientId), (tx) =>
          recordAudit(tx, { actor, clientId, action: 'recovery.sandbox-file-taken', subject: deviceId, data, at: clock.now() }),
        )
      } catch (error) {
        await opened.handle.close()
        throw error
      }
      return opened
    },
    say: async (actor: Actor, sandboxId: Id, { verdict, sentence }: Say): Promise<Sandbox> => {
      personal(actor)
      authorise(actor, NEEDS)
      if (verdict === 'missing' && sentence === '') throw new AppError('recovery.viewing.sentence')
      const identified = await deps.identified(actor)
      const said = await database.transaction(scopeOf(actor), async (tx) => {
        const row = await find(tx, sandboxId)
        const at = clock.now()
        const before = await loadStatement(tx, row.clientId, sandboxId)
        if (before !== null) throw new AppError('recovery.viewing.said', { by: before.by })
        if (row.endedAt !== null && at.getTime() - row.endedAt.getTime() > SAY_WITHIN_MS)
          throw new AppError('recovery.viewing.ended', { detail: row.ending?.text ?? '' })
        if (!(await hasLooked(tx, row.clientId, sandboxId, actor.id))) throw new AppError('recovery.viewing.not-looked')
        const proofId = await recordStatement(tx, row, actor, { verdict, sentence, identified, at })
        return { wire: await wire(tx, row), row, proofId }
      })
      // Without a test there is no proof that it could stand in: one is made, and takes it up.
      if (said.proofId === null && actor.kind === 'client')
        await deps.enqueueTest({ clientId: said.row.clientId, restorePointId: said.row.restorePointId })
      return said.wire
    },
  }
}

async function pointsOf(tx: Tx, clientId: Id, deviceId: Id): Promise<PointSummary[]> {
  return (await loadRestorePoints(tx, clientId, [deviceId], POINTS)).get(deviceId) ?? []
}

/** A window is a person's: what a token or a key does, nobody sees. */
function personal(actor: Actor): void {
  if (actor.kind !== 'staff' && actor.kind !== 'client') throw new AppError('platform.forbidden', { needs: 'a person who is signed in' })
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest()
}

function nextEnd(open: readonly SandboxRow[]): Date | null {
  const times = open.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt.getTime()]))
  return times.length === 0 ? null : new Date(Math.min(...times))
}

function fullError(open: readonly SandboxRow[], most: number): AppError {
  const at = nextEnd(open)
  const next = at === null ? 'When the next one ends is not known yet.' : `The next one ends at ${at.toISOString().slice(11, 16)} UTC.`
  return new AppError('recovery.viewing.full', { running: open.length, most, next, nextEndsAt: at?.toISOString() ?? null })
}
