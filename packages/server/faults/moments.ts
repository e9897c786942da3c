/** What happens at each moment of the fault run of the database. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill, leftOn, serve, type ServeTree } from './serve-tree.ts'

export const KINDS = ['whole tree', 'Node alone', 'PostgreSQL alone', 'first start'] as const
export type Kind = (typeof KINDS)[number]

/** Seconds until the server answered `/readyz` again. */
export type Comeback = { seconds: number; state: string }

/** An installation that runs on and on, however often it is killed. */
export type Installation = {
  data: string
  urls(): string[]
  strike(kind: Exclude<Kind, 'first start'>): Promise<Comeback>
  stop(): Promise<number | null>
  /** What it logged last, from warnings up. */
  said(): string
}

export async function installation(): Promise<Installation & { setupToken: string | null }> {
  const data = temporary()
  let tree = serve(data, join(data, 'config'))
  const { url, setupToken } = await tree.ready
  let present: string | null = url
  const again = async (): Promise<void> => {
    tree = serve(data, join(data, 'config'))
    present = (await tree.ready).url
  }
  return {
    data,
    setupToken,
    urls: () => (present === null ? [] : [present]),
    strike: async (kind) => {
      const at = performance.now()
      const state =
        kind === 'PostgreSQL alone' ? await strikePostgres(tree, data, present ?? '') : await strikeNode(tree, kind === 'whole tree')
      if (kind !== 'PostgreSQL alone') {
        present = null
        await again()
      }
      await answers(present ?? '')
      return { seconds: (performance.now() - at) / 1000, state }
    },
    stop: async () => {
      tree.terminate()
      return tree.exited
    },
    said: () => tree.said(),
  }
}

/** Node alone: the command notices and ends; PostgreSQL stays behind, and the next start deals with it. */
async function strikeNode(tree: ServeTree, whole: boolean): Promise<string> {
  const pids = tree.pids()
  const server = tree.server()
  kill(whole || server === null ? pids : [server])
  await tree.exited
  return `${whole ? pids.length : 1} of ${pids.length} processes`
}

/** The server stays, and starts PostgreSQL again. */
async function strikePostgres(tree: ServeTree, data: string, url: string): Promise<string> {
  const before = postmasterOf(data)
  kill([before])
  while ((await status(url)) === 200 && postmasterOf(data) === before) await sleep(20)
  return tree.server() === null ? 'the server ended' : 'the server stayed'
}

function postmasterOf(data: string): number {
  try {
    return Number(readFileSync(join(data, 'server/database/data-18/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}

/** A first start, killed so many milliseconds after it began, whole or Node alone; then a second one on what it left, and a clean stop. */
export async function strikeFirstStart(afterMs: number, whole: boolean): Promise<Comeback> {
  const data = temporary()
  const first = serve(data, join(data, 'config'))
  await sleep(afterMs)
  const server = first.server()
  const pids = first.pids()
  const state = `${stage(data)}, ${whole || server === null ? 'whole tree' : 'Node alone'}`
  kill(whole || server === null ? pids : [server])
  await first.exited
  const at = performance.now()
  const second = serve(data, join(data, 'config'))
  const { url } = await second.ready
  await answers(url)
  const seconds = (performance.now() - at) / 1000
  second.terminate()
  const code = await second.exited
  const left = await leftOn(data)
  rmSync(data, { recursive: true, force: true })
  if (code !== 0) throw new Error(`after a killed first start, serve ended with ${code}: ${second.said()}`)
  if (left.length > 0) throw new Error(`left behind after a killed first start: ${left.join('; ')}`)
  return { seconds, state }
}

function stage(data: string): string {
  const database = join(data, 'server/database')
  const has = (path: string): boolean => {
    try {
      readFileSync(join(database, path))
      return true
    } catch (error) {
      return (error as { code?: string }).code === 'EISDIR'
    }
  }
  if (!has('.')) return 'before the database'
  if (!has('data-18')) return 'while it was made'
  return has('data-18/postmaster.pid') ? 'PostgreSQL up, migrations' : 'made, not started'
}

async function answers(url: string): Promise<void> {
  for (let n = 0; n < 1200; n++) {
    if ((await status(url)) === 200) return
    await sleep(50)
  }
  throw new Error(`${url} was not ready again within a minute`)
}

async function status(url: string): Promise<number> {
  try {
    return (await fetch(`${url}/readyz`)).status
  } catch {
    return 0
  }
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-faults-'))
  chmodSync(folder, 0o711)
  return folder
}
