/** Runs one restic command: repository and password by environment, never by argument; lines as they come; stopped by a signal. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { hasCode } from '../platform/files/durable.ts'

/** The password itself, or a file that holds it. */
export type PasswordSource = { kind: 'value'; secret: string } | { kind: 'file'; path: string }

export type ResticTarget = {
  binary: string
  repository: string
  password: PasswordSource
  /** What restic's backends need (HOME, SSH_AUTH_SOCK, AWS_…); every RESTIC_* that would choose another repository is left out. */
  env: NodeJS.ProcessEnv
  cacheFolder: string
  temporaryFolder: string
  onStart?: (pid: number) => void
}

export type ResticExit = { kind: 'exited'; code: number; lines: string[] } | { kind: 'stopped' } | { kind: 'missing' }

export type ResticRunOptions = {
  signal: AbortSignal
  /** Takes each line of stdout; without it they are kept with those of stderr. */
  onStdout?: (line: string) => void
  /** Takes stdout as bytes; no more is read while it works. */
  onBytes?: (chunk: Buffer) => void | Promise<void>
  onStderr?: (line: string) => void
  /** For what changes the repository: it takes locks, and is refused by those of others. */
  locks?: true
}

/** Lines kept of a command's output: the first ones name the fault, and a broken repository can write millions. */
const MAX_LINES = 1000
const MAX_LINE = 4000
/** How long restic may take to end after SIGTERM before it is killed. */
const GRACE_MS = 5000

export async function runRestic(target: ResticTarget, args: string[], options: ResticRunOptions): Promise<ResticExit> {
  if (options.signal.aborted) return { kind: 'stopped' }
  const child = spawn(target.binary, options.locks ? args : ['--no-lock', ...args], {
    env: resticEnvironment(target),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that an ssh which restic starts ends with it.
    detached: true,
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
  const stop = () => {
    signalGroup(child.pid, 'SIGTERM')
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS).unref()
  }
  options.signal.addEventListener('abort', stop, { once: true })
  if (child.pid !== undefined) target.onStart?.(child.pid)
  const lines: string[] = []
  const keep = (line: string) => {
    if (lines.length < MAX_LINES) lines.push(redact(line.slice(0, MAX_LINE)))
  }
  try {
    const onStderr = options.onStderr
    const readers = [eachLine(child.stderr, onStderr === undefined ? keep : (line) => onStderr(redact(line.slice(0, MAX_LINE))))]
    if (options.onBytes === undefined) readers.push(eachLine(child.stdout, options.onStdout ?? keep))
    else readers.push(eachChunk(child.stdout, options.onBytes))
    const [code] = await Promise.all([closed, ...readers])
    if (options.signal.aborted) return { kind: 'stopped' }
    return { kind: 'exited', code: code ?? 137, lines }
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES', 'ENOEXEC')) return { kind: 'missing' }
    throw error
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
}

/** Takes `user:password@` out of addresses, so that no credential reaches a log or a report. */
export function redact(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1***@')
}

export function resticEnvironment(target: ResticTarget): NodeJS.ProcessEnv {
  const kept = Object.entries(target.env).filter(([name]) => !/^(RESTIC_(REPOSITORY|PASSWORD|CACHE_DIR|KEY_HINT)|MAINSTAY_)/.test(name))
  return {
    ...Object.fromEntries(kept),
    RESTIC_REPOSITORY: target.repository,
    ...(target.password.kind === 'file' ? { RESTIC_PASSWORD_FILE: target.password.path } : { RESTIC_PASSWORD: target.password.secret }),
    // A cache that is empty at first, so that what is proven was read from the repository.
    RESTIC_CACHE_DIR: target.cacheFolder,
    RESTIC_PROGRESS_FPS: '2',
    TMPDIR: target.temporaryFolder,
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!hasCode(error, 'ESRCH', 'EPERM')) throw error
  }
}

async function eachLine(stream: Readable | null, take: (line: string) => void): Promise<void> {
  if (stream === null) return
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') take(line)
}

async function eachChunk(stream: Readable | null, take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  if (stream === null) return
  for await (const chunk of stream) await take(chunk as Buffer)
}
