/** `mainstay serve` as people start it, and its tree of processes: the command, the server, PostgreSQL with its own. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type ServeTree = {
  /** Resolves when it is ready; rejects when it ends before. */
  ready: Promise<{ url: string; setupToken: string | null }>
  exited: Promise<number | null>
  /** Every process of it that lives now. */
  pids(): number[]
  server(): number | null
  postgres(): number | null
  said(): string
  terminate(): void
}

const CLI = join(import.meta.dirname, '../../cli/src/main.ts')

export function serve(data: string, configFolder: string): ServeTree {
  const { MAINSTAY_DATABASE_URL: _url, MAINSTAY_DATA_DIR: _data, ...inherited } = process.env
  const child = spawn(process.execPath, [CLI, 'serve', '--data', data, '--port', '0', '--no-local-agent'], {
    env: { ...inherited, MAINSTAY_CONFIG_DIR: configFolder, MAINSTAY_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-20_000)))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const ready = new Promise<{ url: string; setupToken: string | null }>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const url = /^ready (\S+)$/m.exec(out)?.[1]
      // The link of the first sign-in follows in the same breath.
      if (url !== undefined) setTimeout(() => resolve({ url, setupToken: /\/setup#(\S+)/.exec(out)?.[1] ?? null }), 50)
    })
    exited.then((code) => reject(new Error(`serve ended with ${code}: ${err.slice(-1000)}`)), reject)
  })
  // Whoever kills a start does not wait for it.
  ready.catch(() => {})
  const find = (word: string): number | null =>
    below(child.pid ?? 0).find((pid) => argumentsOf(pid).some((one) => one.endsWith(word))) ?? null
  return {
    ready,
    exited,
    pids: () => [child.pid ?? 0, ...below(child.pid ?? 0)].filter((pid) => argumentsOf(pid).length > 0),
    server: () => find('packages/server/src/main.ts'),
    postgres: () => find('bin/postgres'),
    said: () => err,
    terminate: () => child.kill('SIGTERM'),
  }
}

/** All descendants, parents first. */
function below(pid: number): number[] {
  let children: number[]
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
  return children.flatMap((child) => [child, ...below(child)])
}

function argumentsOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  } catch {
    return []
  }
}

export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Processes that work on a folder, whoever their parent is: after a clean stop none may be left. They get a few seconds to go. */
export async function leftOn(folder: string): Promise<string[]> {
  for (let n = 0; ; n++) {
    const left = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && argumentsOf(pid).some((one) => one.includes(folder)),
    )
    if (left.length === 0 || n === 50) return left.map((pid) => argumentsOf(pid).join(' '))
    await sleep(100)
  }
}
