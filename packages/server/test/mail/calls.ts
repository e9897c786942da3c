/** System calls of one thread, recorded and made to fail by strace. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { requireStrace } from '@mainstay/testing'

/** What a gateway does to files and sockets. */
const FILES = ['openat', 'write', 'pwrite64', 'fsync', 'fdatasync', 'link', 'unlink', 'mkdir', 'close', 'read', 'pread64']
const SOCKETS = ['accept4', 'socket', 'connect', 'read', 'recvfrom', 'write', 'writev', 'sendto', 'sendmsg', 'shutdown', 'close']
export const CALLS = [...new Set([...FILES, ...SOCKETS])]

export type Call = {
  thread: 'main' | 'files'
  name: string
  /** How many of this name the thread made before, and this one: what strace counts. */
  nth: number
  /** What it was about, the same for every message. */
  about: string
}

export type Traced = { stop(): Promise<void> }

/** Attaches; resolves when it is attached. `inject`: as strace's option has it. */
export async function attach(tid: number, file: string, inject?: string): Promise<Traced> {
  const options = ['-qq', '-yy', '-s', '60', '-o', file, '-p', String(tid), '-e', `trace=${CALLS.join(',')}`]
  const child: ChildProcess = spawn(requireStrace().path, [...options, ...(inject === undefined ? [] : ['-e', `inject=${inject}`])], {
    stdio: 'ignore',
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  for (let n = 0; !isTraced(tid); n++) {
    if (n > 200 || child.exitCode !== null) throw new Error(`strace did not attach to ${tid}`)
    await sleep(10)
  }
  return {
    stop: async () => {
      child.kill('SIGINT')
      await exited
    },
  }
}

function isTraced(tid: number): boolean {
  try {
    return !/^TracerPid:\t0$/m.test(readFileSync(`/proc/${tid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The calls of a recording, in their order. */
export function callsOf(thread: Call['thread'], file: string, ports: { gateway: number; hop: number }): Call[] {
  const counts = new Map<string, number>()
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text.split('\n').flatMap((line) => {
    const [, name = '', rest = ''] = /^(?:\d+ +)?(\w+)\((.*)$/.exec(line) ?? []
    if (!CALLS.includes(name)) return []
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    return [{ thread, name, nth, about: aboutOf(rest, ports) }]
  })
}

/** The first call of each kind: by thread, name and what it is about. */
export function distinct(calls: readonly Call[]): Call[] {
  const seen = new Map<string, Call>()
  for (const call of calls) {
    const key = `${call.thread} ${call.name} ${call.about}`
    if (!seen.has(key)) seen.set(key, call)
  }
  return [...seen.values()]
}

function aboutOf(rest: string, { gateway, hop }: { gateway: number; hop: number }): string {
  const file = /"(\/[^"]*)"|^\d+<(\/[^>]*)>/.exec(rest)
  const path = file?.[1] ?? file?.[2]
  if (path !== undefined) {
    const short = path.replace(/^.*(?=\/staged)/, '').replace(/^.*\/mainstay-crash-[^/]*/, 'mail')
    return short
      .replace(/[0-9a-f]{64}/g, 'SHA256')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replace(/\/[0-9a-f]{2}(?=\/|$)/, '/HH')
  }
  const peer = new RegExp(`:${gateway}(->|\\])`).test(rest)
    ? 'sender'
    : rest.includes(`:${hop}`)
      ? 'next hop'
      : /UNIX|TCP/.test(rest)
        ? 'database'
        : 'other'
  const said = /[=, ]"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1] ?? ''
  // Of what is said in a dialogue, its beginning; of PostgreSQL's messages, the statement or what became of it.
  const statement = /begin|set_config|select|insert|update|delete|commit|notify/i.exec(said)?.[0].toLowerCase()
  const word = peer === 'database' ? (statement ?? '') : (/^[A-Z]{4}|^\d{3}[ -][A-Za-z0-9.]+/.exec(said)?.[0] ?? '')
  return `${peer}${word === '' ? '' : ` ${word}`}`
}
