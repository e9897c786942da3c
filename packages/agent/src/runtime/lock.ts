/** Keeps two agents from using one data folder: both would send under one identity and write the same queue. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@mainstay/kernel'

/** Takes the lock, or throws `agent.data-in-use`. Returns what gives it back. A lock whose process is gone is taken over. */
export function takeLock(path: string, pid = process.pid): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const mine = `${pid} ${startOf(pid)}`
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const held = readFileSync(path, 'utf8')
      // After a restart in place (execve) the process is the same one.
      if (held === mine) return () => rmSync(path, { force: true })
      const other = Number(held.split(' ')[0])
      if (isRunning(other, held)) throw new AppError('agent.data-in-use', { path: dirname(path), pid: other })
      rmSync(path, { force: true })
    }
  }
  throw new AppError('agent.data-in-use', { path: dirname(path), pid: 0 })
}

/** Pids are used again: the start time tells one process from the next with its number. */
function isRunning(pid: number, held: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return held === `${pid} ${startOf(pid)}`
}

/** Field 22 of /proc/PID/stat, in ticks since boot; elsewhere nothing tells, and the pid alone decides. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
