// Lets one set-up at a time change the checkout; a lock whose process is gone is taken over.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheDir } from './paths.mjs'
import { say } from './progress.mjs'
import { SetupError } from './setup-error.mjs'

const pollMilliseconds = 200

/**
 * @param {() => Promise<void>} work is given the chance to look again: another process may have done it meanwhile
 * @param {string} [folder]
 */
export async function withSetupLock(work, folder = cacheDir) {
  const lock = join(folder, 'lock')
  let told = false
  while (!tryLock(folder, lock)) {
    const holder = readHolder(lock)
    if (holder !== null && !isAlive(holder)) takeAway(lock)
    else {
      if (!told) say(`Another set-up is running (process ${holder?.pid ?? 'unknown'}); waiting for it`)
      told = true
      await sleep(pollMilliseconds)
    }
  }
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/**
 * The lock appears with its content in one step, so nobody reads it half written.
 * @param {string} folder
 * @param {string} lock
 */
function tryLock(folder, lock) {
  const mine = join(folder, `lock.${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startTime(process.pid) }))
  } catch (error) {
    throw new SetupError(`the set-up cannot write to ${folder} (${codeOf(error)})`, 'make the checkout writable, or free space on its disk')
  }
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Renaming first makes sure that of two processes only one takes a dead lock away. Had another been faster still, and so the lock
 * a new one, it is put back.
 * @param {string} lock
 */
function takeAway(lock) {
  const dead = `${lock}.dead.${process.pid}`
  try {
    renameSync(lock, dead)
    const holder = readHolder(dead)
    if (holder !== null && isAlive(holder)) linkSync(dead, lock)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  rmSync(dead, { force: true })
}

/** @param {string} lock @returns {{ pid: number, started: string | null } | null} */
function readHolder(lock) {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'))
  } catch {
    return null
  }
}

/** A process id is reused in time, so the start time has to agree too. @param {{ pid: number, started: string | null }} holder */
function isAlive(holder) {
  const started = startTime(holder.pid)
  return started !== null && started === holder.started
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot; the name before it may hold spaces and brackets. @param {number} pid */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** @param {unknown} error @returns {string} */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
