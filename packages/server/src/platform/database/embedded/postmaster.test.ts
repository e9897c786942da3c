import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endWorkOn } from './postmaster.ts'

test('what works in a folder is ended though its arguments do not name it, as of the postgres that initdb starts; what works elsewhere goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-work-'))
  const [inside, beside] = [join(folder, 'new-1', 'data'), join(folder, 'data-18')]
  for (const path of [inside, beside]) mkdirSync(path, { recursive: true })
  const asleep = (cwd: string) => spawn('sleep', ['60'], { cwd, stdio: 'ignore' })
  const [works, other] = [asleep(inside), asleep(beside)]
  onTestFinished(() => {
    for (const child of [works, other]) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  const ended = new Promise((resolve) => works.once('exit', (_, signal) => resolve(signal)))
  await endWorkOn(join(folder, 'new-'))
  expect(await ended).toBe('SIGKILL')
  expect([other.exitCode, other.signalCode]).toEqual([null, null])
}, 10_000)
