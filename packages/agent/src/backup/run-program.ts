/** Runs a program to its end within its time, and says in one line what went wrong; what it started goes with it. */
import { spawn } from 'node:child_process'

export type ProgramEnd = { ok: true; output: string } | { ok: false; reason: string }

const MOST_KEPT = 64 * 1024
/** A program's own child may hold its output open; it is not waited for longer than this. */
const GRACE_MS = 2000

export function runProgram(
  [program = '', ...args]: readonly string[],
  o: { timeoutMs: number; signal: AbortSignal; env?: Record<string, string> },
): Promise<ProgramEnd> {
  const { PATH, HOME } = process.env
  return new Promise((resolve) => {
    // A group of its own: a time limit must reach what a script started.
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: `${PATH ?? ''}:/usr/sbin:/sbin`, ...(HOME === undefined ? {} : { HOME }), LC_ALL: 'C', ...o.env },
    })
    let output = ''
    let said = ''
    let stopped: string | null = null
    const stop = (reason: string): void => {
      stopped ??= reason
      killGroup(child.pid)
      setTimeout(() => end(null), GRACE_MS).unref()
    }
    const onAbort = (): void => stop('it was stopped')
    const timer = setTimeout(() => stop(`it took longer than its ${Math.round(o.timeoutMs / 1000)} seconds and was ended`), o.timeoutMs)
    function end(code: number | null): void {
      clearTimeout(timer)
      o.signal.removeEventListener('abort', onAbort)
      if (stopped !== null) resolve({ ok: false, reason: stopped })
      else if (code === 0) resolve({ ok: true, output })
      else resolve({ ok: false, reason: [`it ended with code ${code ?? 'none'}`, lastLine(said)].filter(Boolean).join(': ') })
    }
    o.signal.addEventListener('abort', onAbort)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-MOST_KEPT)))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-MOST_KEPT)))
    child.on('error', (error) => {
      stopped ??= `it cannot be started: ${error.message}`
      end(null)
    })
    child.on('close', end)
    if (o.signal.aborted) onAbort()
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim()
      .slice(0, 300) ?? ''
  )
}
