/** PostgreSQL of our own for a benchmark, in a folder that goes away with it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connectDatabase, type RunningDatabase } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret } from '../../src/platform/secrets/master-key.ts'

export type BenchDatabase = { running: RunningDatabase; superuser: pg.Pool; stop(): Promise<void> }

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'))
  chmodSync(folder, 0o711)
  const masterKey = Buffer.alloc(32, 7)
  const running = await connectDatabase({ dataFolder: folder, databaseUrl: undefined, masterKey, log: silentLog() })
  const { embedded } = running
  if (embedded === null) throw new Error('the benchmark runs on the embedded database')
  const superuser = new pg.Pool({
    host: embedded.host,
    port: embedded.port,
    user: embedded.superuser,
    password: deriveSecret(masterKey, 'database-superuser'),
    database: 'mainstay',
    max: 2,
  })
  superuser.on('error', () => {})
  return {
    running,
    superuser,
    stop: async () => {
      await superuser.end()
      await running.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
