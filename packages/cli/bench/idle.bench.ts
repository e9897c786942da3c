/** What `mainstay serve` takes at rest, at its second start: the command, the server, every process of PostgreSQL, and the agent. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Of the issue, in 10^6 bytes. */
const TARGET_MB = 400
const REST_MS = 60_000

const folder = mkdtempSync(join(tmpdir(), 'mainstay-idle-'))
chmodSync(folder, 0o711)
try {
  await serve(0)
  await serve(REST_MS)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The first start makes the database, and what it needed for that would count; so it is stopped as soon as it is ready. */
async function serve(restMs: number): Promise<void> {
  const command = join(import.meta.dirname, '../../../mainstay')
  const child = spawn(command, ['serve', '--data', join(folder, 'data'), '--port', '0'], {
    env: { ...process.env, MAINSTAY_CONFIG_DIR: join(folder, 'config') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('ready ') && resolve())
    ended.then(() => reject(new Error('serve ended before it was ready')), reject)
  })
  await sleep(restMs)
  if (restMs > 0) tell(processesOf(child.pid ?? 0).map(memoryOf))
  child.kill('SIGTERM')
  await ended
}

type Memory = { pss: number; rss: number }

function tell(all: readonly Memory[]): void {
  const mb = (of: keyof Memory): number => Math.round(all.reduce((sum, one) => sum + one[of], 0) / 1000)
  print({ name: 'idle, proportional share of all processes', value: mb('pss'), target: `<= ${TARGET_MB}`, met: mb('pss') <= TARGET_MB })
  print({ name: `idle, RSS of ${all.length} processes, each counted whole`, value: mb('rss') })
}

function print(figure: { name: string; value: number; target?: string; met?: boolean }): void {
  console.log(JSON.stringify({ ...figure, unit: 'MB' }))
}

function processesOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`)
  const children = threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(processesOf)]
}

/** In kB of 1,024 bytes, as the kernel tells it; here in 1,000 bytes. */
function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kb = (name: string): number => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024) / 1000
  return { pss: kb('Pss'), rss: kb('Rss') }
}
