/** A program that a test kills: works on one kind of job, says which it began, and takes as long for each as it is told. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { createJobs, defineJob } from '../../src/platform/jobs/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'

const { connection, seconds, send } = JSON.parse(process.argv[2] ?? '{}') as { connection: pg.PoolConfig; seconds: number; send: boolean }
const jobs = createJobs({ pool: new pg.Pool(connection), log: silentLog() })
const long = defineJob({
  name: 'long.job',
  payload: z.object({ n: z.number() }),
  heartbeatSeconds: 10,
  run: async ({ n }) => {
    process.stdout.write(`began ${n}\n`)
    await sleep(seconds * 1000)
    process.stdout.write(`ended ${n}\n`)
  },
})
await jobs.start([long], { work: true })
if (send) await jobs.send('long.job', { n: 1 }, { key: 'one' })
