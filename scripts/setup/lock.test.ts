import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withSetupLock } from './lock.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('two set-ups run one after the other, and leave nothing', async () => {
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} begins`)
    await sleep(50)
    events.push(`${name} ends`)
  }
  await Promise.all([withSetupLock(work('first'), folder), withSetupLock(work('second'), folder)])
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(readdirSync(folder)).toEqual([])
})

test('a set-up that failed gives the lock back', async () => {
  await expect(withSetupLock(() => Promise.reject(new Error('disk full')), folder)).rejects.toThrow('disk full')
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

test.each([
  ['whose process has ended', () => ({ pid: spawnSync('true').pid, started: '1' })],
  ['whose process id now belongs to another process', () => ({ pid: process.pid, started: '1' })],
])('a lock %s is taken over', async (_, holder) => {
  writeFileSync(join(folder, 'lock'), JSON.stringify(holder()))
  let ran = false
  await withSetupLock(async () => {
    ran = true
  }, folder)
  expect(ran).toBe(true)
})

test('a folder that cannot be written to is named', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(withSetupLock(async () => {}, join(file, 'below'))).rejects.toThrow(
    /cannot write to .*below \(ENOTDIR\)\. Remedy: make the checkout writable/,
  )
})
