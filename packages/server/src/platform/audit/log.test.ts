import {
  AuditLogPageSchema,
  type Checkpoint,
  CheckpointPageSchema,
  ConsistencyProofSchema,
  InclusionProofSchema,
  NewestCheckpointSchema,
} from '@mainstay/contract/audit'
import { generateKeyPair, sign, toBase64Url } from '@mainstay/envelope'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { up } from '../../../migrations/20261124090000-audit-log.ts'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { openDatabase } from '../database/database.ts'
import { oneClient } from '../database/index.ts'
import { createHttp } from '../http/index.ts'
import { silentLog } from '../log/index.ts'
import { type AuditLog, createAuditLog, recordAudit } from './index.ts'
import { leafHash } from './leaf.ts'
import { isConsistent, rootByInclusion } from './merkle.ts'
import { type LogKey, sequence } from './sequence.ts'
import { type LogVerdict, verifyLog } from './verify.ts'

let db: TestDatabase
let key: LogKey
let log: AuditLog
let app: FastifyInstance
const acme = newId()
const other = newId()
let clients: 'all' | Id[] = 'all'
let permissions = ['audit.read']

beforeAll(async () => {
  db = await openTestDatabase()
  key = await newKey()
  log = createAuditLog({ database: db.database, clock: systemClock, key })
  const nobody = async (): Promise<never> => {
    throw new Error('only sessions here')
  }
  const session = async () => ({ kind: 'staff' as const, id: 'x', name: 'X', permissions: new Set(permissions), clients })
  app = await createHttp({ log: silentLog(), authenticators: { session, agent: nobody, signer: nobody }, tls: null })
  log.routes(app)
  for (const id of [acme, other]) await db.superuser("insert into clients_client values ($1, 'C', 'Etc/UTC', now(), null)", [id])
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  clients = 'all'
  permissions = ['audit.read']
  for (const table of ['audit_entry', 'audit_pending', 'audit_leaf', 'audit_node', 'audit_checkpoint'])
    await db.superuser(`delete from ${table}`)
  await db.superuser("update audit_head set size = 0, peaks = '{}'")
})

async function newKey(): Promise<LogKey> {
  const pair = await generateKeyPair()
  return { publicKey: pair.publicKey, sign: async (bytes) => toBase64Url(await sign(pair.privateKey, bytes)) }
}

const actor = { kind: 'staff' as const, id: 'olga', name: 'Olga' }
async function write(count: number, clientId = acme): Promise<void> {
  for (let n = 0; n < count; n++) {
    // The log's order is that of the ids, which two of one millisecond have by chance.
    for (const now = Date.now(); Date.now() === now; ) await sleep(1)
    await db.database.transaction(oneClient(clientId), (tx) =>
      recordAudit(tx, {
        actor,
        clientId,
        action: 'test.done',
        subject: `thing ${n}`,
        data: { zeta: n, alpha: ['ü', 1.5, null, { b: 1, a: 2 }] },
        at: new Date(),
      }),
    )
  }
}

const page = async () => AuditLogPageSchema.parse((await app.inject('/api/audit/log?limit=1000')).json())
const checkpoints = async () => CheckpointPageSchema.parse((await app.inject('/api/audit/checkpoints')).json()).checkpoints

async function verified(kept: Checkpoint[] = [], publicKey = key.publicKey): Promise<LogVerdict> {
  const { lines } = await page()
  return verifyLog({
    serverPublicKey: publicKey,
    checkpoints: await checkpoints(),
    kept,
    lines: (async function* () {
      yield* lines
    })(),
  })
}

async function threeBatches(): Promise<Checkpoint[]> {
  for (const count of [3, 4, 2]) {
    await write(count)
    await log.sequence()
  }
  return checkpoints()
}

test('entries get numbers without gaps in the order of their ids, and each batch a signed head', async () => {
  const heads = await threeBatches()
  expect(heads.map((one) => one.size)).toEqual([3, 7, 9])
  const { lines, size } = await page()
  expect(size).toBe(9)
  expect(lines.map((line) => line.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(lines.slice(0, 3).map((line) => line.entry?.subject)).toEqual(['thing 0', 'thing 1', 'thing 2'])
  expect(await verified()).toMatchObject({ holds: true, size: 9, checkpoints: 3, fault: null })
})

test('nothing new makes no checkpoint, and what is undone leaves nothing behind', async () => {
  await threeBatches()
  const undone = db.database.transaction(oneClient(acme), async (tx) => {
    await recordAudit(tx, { actor, clientId: acme, action: 'test.undone', subject: 'x', at: new Date() })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await log.sequence()).toBe(0)
  expect(await checkpoints()).toHaveLength(3)
})

test('an entry whose transaction ends late comes later in the order; none is left out', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const written = Promise.withResolvers<void>()
  const slow = db.database.transaction(oneClient(acme), async (tx) => {
    await recordAudit(tx, { actor, clientId: acme, action: 'test.slow', subject: 'slow', at: new Date(Date.now() - 60_000) })
    written.resolve()
    await held
  })
  await written.promise
  await write(2)
  expect(await log.sequence()).toBe(2)
  release()
  await slow
  expect(await log.sequence()).toBe(1)
  expect((await page()).lines.at(-1)?.entry?.subject).toBe('slow')
  expect((await verified()).holds).toBe(true)
})

test('several instances at once make no gap and no double', async () => {
  const instances = Array.from({ length: 4 }, () => openDatabase(db.connection, silentLog()))
  const deps = instances.map((one) => ({ pool: one.pool('jobs'), clock: systemClock, key }))
  const counts: number[] = []
  for (let round = 0; round < 6; round++) {
    await Promise.all([write(7), write(5, other), ...deps.map(async (one) => counts.push(await sequence(one)))])
  }
  counts.push(...(await Promise.all(deps.map(sequence))))
  for (const one of instances) await one.close()
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(72)
  const { lines } = await page()
  expect(lines.map((line) => line.index)).toEqual(Array.from({ length: 72 }, (_, n) => n))
  expect(new Set(lines.map((line) => line.entryId)).size).toBe(72)
  expect((await verified()).holds).toBe(true)
}, 60_000)

test.each([
  ['changed', "update audit_entry set actor_name = 'Eve' where subject = 'thing 1' and id = $1", /^entry 4 .* test\.done by Eve/, [4, 5]],
  ['changed', "update audit_entry set data = jsonb_set(data, '{zeta}', '99') where id = $1", /^entry 4 /, [4, 5]],
  ['changed', "update audit_entry set at = at + interval '1 microsecond' where id = $1", /^entry 4 /, [4, 5]],
  ['missing', 'delete from audit_entry where id = $1', /^entry 4 .* is gone/, [4, 5]],
  ['gap', 'delete from audit_leaf where entry_id = $1', /^entry 4 is missing from the order: after 3 comes 5/, [4, 5]],
  // Renumbered as well: nothing is missing, but no tree that was signed fits.
  [
    'rewritten',
    'with gone as (delete from audit_leaf where entry_id = $1 returning index) update audit_leaf set index = -index - 1 where index > (select index from gone)',
    /^the entries 3 to 6 are not those of the checkpoint/,
    [3, 7],
  ],
  [
    'rewritten',
    'update audit_leaf a set index = case a.index when 4 then 5 else 4 end from (select $1::uuid) as _ where a.index in (4, 5)',
    /^the entries 3 to 6 /,
    [3, 7],
  ],
])('as superuser: %s is noticed and named (%#)', async (code, statement, text, [from, to]) => {
  await threeBatches()
  const victim = (await page()).lines[4]?.entryId
  // A unique index is checked row by row; who rewrites a log takes it off first.
  await db.superuser('alter table audit_leaf drop constraint audit_leaf_pkey')
  await db.superuser(statement, [victim])
  await db.superuser('update audit_leaf set index = -index - 2 where index < 0')
  await db.superuser('alter table audit_leaf add primary key (index)')
  const { holds, fault } = await verified()
  expect(holds).toBe(false)
  expect(fault).toMatchObject({ code, from, to })
  expect(fault?.text).toMatch(text)
})

test('an entry changed together with its leaf and the tree’s is found by the signed heads', async () => {
  await threeBatches()
  const { entry } = (await page()).lines[1] ?? {}
  if (!entry) throw new Error('nothing to change')
  const leaf = leafHash({ ...entry, actorName: 'Eve' })
  await db.superuser("update audit_entry set actor_name = 'Eve', leaf = $1 where id = $2", [leaf, entry.id])
  await db.superuser('update audit_leaf set leaf = $1 where entry_id = $2', [leaf, entry.id])
  expect((await verified()).fault).toMatchObject({ code: 'rewritten', from: 0, to: 3 })
})

test('what was written before the log had an order is taken into it by the migration', async () => {
  await write(2)
  await db.superuser("update audit_entry set leaf = 'made otherwise'")
  await db.superuser('drop table audit_pending, audit_leaf, audit_node, audit_head, audit_checkpoint')
  const owner = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(db.connection('owner')) }) })
  await owner.transaction().execute(up)
  await owner.destroy()
  expect(await log.sequence()).toBe(2)
  expect(await verified()).toMatchObject({ holds: true, size: 2 })
  const sees = db.database.transaction(oneClient(other), (tx) => sql`select 1 from audit_entry`.execute(tx))
  expect((await sees).rows).toEqual([])
})

test('an entry that nobody put in order is in no log; a head that nobody signed, or another key, is none', async () => {
  const heads = await threeBatches()
  await db.superuser('delete from audit_checkpoint where size = 9')
  expect((await verified()).fault).toMatchObject({ code: 'unsigned', from: 7, to: 9 })
  const [first] = heads
  await db.superuser('update audit_checkpoint set signature = $1 where size = 7', [first?.signature])
  expect((await verified()).fault).toMatchObject({ code: 'signature', from: 7 })
  expect((await verified([], (await newKey()).publicKey)).fault).toMatchObject({ code: 'signature', from: 3 })
})

test('a checkpoint that an outsider kept shows a history that was rewritten with the server’s own key', async () => {
  const kept = (await threeBatches()).slice(1, 2)
  // The attacker has everything: other entries, numbered, hashed and signed anew.
  for (const table of ['audit_entry', 'audit_leaf', 'audit_node', 'audit_checkpoint']) await db.superuser(`delete from ${table}`)
  await db.superuser("update audit_head set size = 0, peaks = '{}'")
  await threeBatches()
  expect((await verified()).holds).toBe(true)
  const { fault } = await verified(kept)
  expect(fault).toMatchObject({ code: 'rewritten', from: 3, to: 7 })
  expect(fault?.text).toContain('that was kept outside (7 entries)')
})

test('a log that was cut off behind a kept checkpoint is noticed', async () => {
  const kept = (await threeBatches()).slice(-1)
  await db.superuser('delete from audit_leaf where index >= 7')
  await db.superuser('delete from audit_checkpoint where size > 7')
  expect((await verified()).holds).toBe(true)
  expect((await verified(kept)).fault).toMatchObject({ code: 'cut-off', from: 7, to: 9 })
})

test('the API proves that an entry is in the log, and that a later log begins with an earlier one', async () => {
  await threeBatches()
  const heads = await checkpoints()
  const root = (size: number): Buffer => Buffer.from(heads.find((one) => one.size === size)?.root ?? '', 'base64url')
  for (const line of (await page()).lines) {
    const proof = InclusionProofSchema.parse((await app.inject(`/api/audit/entries/${line.entryId}/proof`)).json())
    const path = proof.path.map((hash) => Buffer.from(hash, 'base64url'))
    const leaf = Buffer.from(proof.leaf, 'base64url')
    expect(rootByInclusion({ leaf, index: proof.index, size: proof.checkpoint.size, path })).toEqual(root(9))
  }
  for (const [first, second] of [
    [3, 7],
    [3, 9],
    [7, 9],
    [9, 9],
  ] as const) {
    const proof = ConsistencyProofSchema.parse((await app.inject(`/api/audit/consistency?first=${first}&second=${second}`)).json())
    const path = proof.path.map((hash) => Buffer.from(hash, 'base64url'))
    expect(isConsistent({ first, second, firstRoot: root(first), secondRoot: root(second), path })).toBe(true)
  }
  expect((await app.inject('/api/audit/consistency?first=9&second=10')).json()).toMatchObject({ status: 400, code: 'audit.no-such-size' })
  expect(NewestCheckpointSchema.parse((await app.inject('/api/audit/checkpoints/newest')).json())).toMatchObject({
    serverPublicKey: key.publicKey,
    checkpoint: { size: 9 },
  })
})

test('who sees one client proves that client’s entries and reads no others; the whole log is for who sees all', async () => {
  await write(1)
  await write(1, other)
  await log.sequence()
  const { lines } = await page()
  const of = (clientId: Id) => lines.find((line) => line.clientId === clientId)?.entryId
  clients = [acme]
  expect((await app.inject(`/api/audit/entries/${of(acme)}/proof`)).statusCode).toBe(200)
  expect((await app.inject(`/api/audit/entries/${of(other)}/proof`)).statusCode).toBe(404)
  expect((await app.inject('/api/audit/log')).json()).toMatchObject({ status: 403, code: 'platform.forbidden' })
  permissions = []
  expect((await app.inject(`/api/audit/entries/${of(acme)}/proof`)).statusCode).toBe(403)
  // A checkpoint is for everyone to keep.
  expect((await app.inject('/api/audit/checkpoints/newest')).statusCode).toBe(200)
})

test('an entry of this minute has no proof yet, and the answer says so', async () => {
  await threeBatches()
  await write(1)
  const [row] = await db.superuser('select entry_id from audit_pending')
  expect((await app.inject(`/api/audit/entries/${String(row?.['entry_id'])}/proof`)).json()).toMatchObject({
    status: 409,
    code: 'audit.not-sequenced',
  })
})

test('neither the application nor the job can take back what is in order; the job sees no entry', async () => {
  await threeBatches()
  const jobs = db.database.pool('jobs')
  for (const statement of [
    'delete from audit_leaf',
    'update audit_leaf set index = 1',
    'delete from audit_checkpoint',
    'update audit_node set level = 2',
    'select * from audit_entry',
  ])
    await expect(jobs.query(statement), statement).rejects.toThrow(/permission denied/)
  for (const statement of ['select * from audit_leaf', 'delete from audit_pending', 'update audit_head set size = 0'])
    await expect(
      db.database.transaction(oneClient(acme), (tx) => sql.raw(statement).execute(tx)),
      statement,
    ).rejects.toThrow(/permission denied/)
})
