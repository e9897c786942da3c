import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectDatabase, oneClient, PROVIDER_ID, type RunningDatabase } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../../src/platform/secrets/master-key.ts'

let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-crash-'))
  chmodSync(folder, 0o711)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  // Whatever a failed test left running is stopped as the product itself would: by the next start.
  await (await open()).stop()
  rmSync(folder, { recursive: true, force: true })
})

function open(): Promise<RunningDatabase> {
  return connectDatabase({
    dataFolder: folder,
    databaseUrl: undefined,
    masterKey: loadOrCreateMasterKey(join(folder, 'master.key')),
    log: silentLog(),
  })
}

/** Starts the writer, and kills it (`whole`: the database with it) so many milliseconds after its first word or, with `fromStart`, its start. */
async function writeAndKill(o: { first: number; afterMs: number; fromStart?: boolean; whole?: boolean }): Promise<number[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), folder, String(o.first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let out = ''
  const spoke = new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      out += String(text)
      resolve()
    })
  })
  if (!o.fromStart) await spoke
  await sleep(o.afterMs)
  if (o.whole) killDatabase()
  child.kill('SIGKILL')
  await new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(null)))
  // The last line may be torn by the kill; a number that was written whole was acknowledged.
  const lines = out.split('\n').slice(0, -1)
  return lines.filter((line) => /^\d+$/.test(line)).map(Number)
}

function killDatabase(): void {
  const pid = Number(readFileSync(join(folder, 'database/data-18/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')
}

async function written(): Promise<Set<number>> {
  const running = await open()
  const rows = await running.database.transaction(
    oneClient(PROVIDER_ID),
    async (tx) => (await sql<{ nonce: string }>`select nonce from trust_signer_nonce where key_id = 'writer'`.execute(tx)).rows,
  )
  await running.stop()
  return new Set(rows.map((row) => Number(row.nonce)))
}

test('whatever was acknowledged is there after kill -9 of the server alone and of the whole tree, at random moments under load', async () => {
  const acknowledged: number[] = []
  for (let round = 0; round < 6; round++) {
    const got = await writeAndKill({ first: round * 1_000_000, afterMs: Math.random() * 600, whole: round % 2 === 1 })
    acknowledged.push(...got)
  }
  expect(acknowledged.length).toBeGreaterThan(20)
  const there = await written()
  expect(acknowledged.filter((n) => !there.has(n))).toEqual([])
})

test('a kill in the middle of the first start leaves nothing that stands in the way of the next', async () => {
  for (const afterMs of [400, 700, 1000, 1300]) await writeAndKill({ first: 0, afterMs, fromStart: true })
  const got = await writeAndKill({ first: 5_000_000, afterMs: 300 })
  expect(got.length).toBeGreaterThan(0)
  expect(readdirSync(join(folder, 'database')).filter((name) => name.startsWith('new-'))).toEqual([])
})

test('after kill -9 of PostgreSQL alone the server starts it again, answers in the meantime with one clear error, and nothing acknowledged is lost', async () => {
  const running = await open()
  const write = (n: number) =>
    running.database.transaction(oneClient(PROVIDER_ID), (tx) =>
      sql`insert into trust_signer_nonce values (${PROVIDER_ID}, 'writer', ${String(n)}, now())`.execute(tx),
    )
  const acknowledged: number[] = []
  const refused = new Set<string>()
  for (let n = 7_000_000, kills = 0; kills < 3 || acknowledged.length < 80; n++) {
    if (kills < 3 && acknowledged.length >= 20 * (kills + 1)) {
      process.kill(running.embedded?.pid() ?? 0, 'SIGKILL')
      kills++
    }
    await write(n).then(
      () => acknowledged.push(n),
      async (error: unknown) => {
        refused.add(error instanceof AppError ? error.code : String(error))
        await sleep(50)
      },
    )
  }
  await running.stop()
  expect([...refused]).toEqual(['platform.database-unavailable'])
  const there = await written()
  expect(acknowledged.filter((n) => !there.has(n))).toEqual([])
})

test('a second server on one data folder is refused by name, and the first goes on', async () => {
  const first = await open()
  await expect(open()).rejects.toThrow(/another Mainstay server is running on it/)
  await first.database.transaction(oneClient(PROVIDER_ID), async () => {})
  await first.stop()
})

test('a folder of a newer PostgreSQL, and a master key that was replaced, are refused by name', async () => {
  await (await open()).stop()
  mkdirSync(join(folder, 'database/data-19'))
  await expect(open()).rejects.toThrow(/written by a newer Mainstay \(PostgreSQL 19/)
  rmSync(join(folder, 'database/data-19'), { recursive: true })
  const otherKey = connectDatabase({ dataFolder: folder, databaseUrl: undefined, masterKey: Buffer.alloc(32, 1), log: silentLog() })
  await expect(otherKey).rejects.toThrow(/does not take the password of this master key/)
})
