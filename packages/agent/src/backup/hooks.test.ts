import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Hook } from '@mainstay/contract/agent'
import { withHooks } from './hooks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-hooks-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const shell = (script: string, timeoutSeconds = 10): Hook => ({ command: ['/bin/sh', '-c', script], timeoutSeconds })
const never = new AbortController().signal
const trace = (): string => (existsSync(join(folder, 'trace')) ? readFileSync(join(folder, 'trace'), 'utf8') : '')
const isDone = (): boolean => true
const writes = (word: string): string => `echo ${word} >> ${folder}/trace`

test('the programs run around the work, and the one after is told how it went', async () => {
  const after = shell(`echo "after $MAINSTAY_BACKUP" >> ${folder}/trace`)
  const ran = await withHooks({ before: shell(writes('before')), after }, never, async () => trace(), isDone)
  expect(ran).toEqual({ kind: 'ran', value: 'before\n', after: null })
  expect(trace()).toBe('before\nafter done\n')
})

test('a backup that came to nothing is no done one for the program after it', async () => {
  const after = shell(`echo "after $MAINSTAY_BACKUP" >> ${folder}/trace`)
  const ran = await withHooks(
    { after },
    never,
    async () => null,
    (snapshot) => snapshot !== null,
  )
  expect([ran, trace()]).toEqual([{ kind: 'ran', value: null, after: null }, 'after failed\n'])
})

test('when the program before fails nothing is backed up, and the one after runs all the same', async () => {
  const after = shell(`echo "after $MAINSTAY_BACKUP" >> ${folder}/trace`)
  const ran = await withHooks(
    { before: shell('echo no database >&2; exit 3'), after },
    never,
    () => Promise.reject(new Error('not reached')),
    isDone,
  )
  expect(ran).toEqual({
    kind: 'refused',
    reason: 'nothing was backed up: the program to run before it, /bin/sh: it ended with code 3: no database',
  })
  expect(trace()).toBe('after failed\n')
})

test('the program after runs when the backup breaks off, and what broke it is told', async () => {
  await expect(withHooks({ after: shell(writes('after')) }, never, () => Promise.reject(new Error('disk full')), isDone)).rejects.toThrow(
    'disk full',
  )
  expect(trace()).toBe('after\n')
})

test('a program that hangs is ended in time with all that it started', async () => {
  const started = performance.now()
  const before = shell(`sh -c 'sleep 3; ${writes('late')}' & ${writes('early')}; wait`, 1)
  const ran = await withHooks({ before }, never, async () => 'work', isDone)
  expect(ran.kind === 'refused' && ran.reason).toContain('it took longer than its 1 seconds and was ended')
  expect(performance.now() - started).toBeLessThan(2900)
  await new Promise((resolve) => setTimeout(resolve, 2500))
  expect(trace()).toBe('early\n')
})

test('a program that is not there, and one after that fails, are told', async () => {
  const missing = await withHooks({ before: { command: ['/no/such'], timeoutSeconds: 5 } }, never, async () => 'work', isDone)
  expect(missing.kind === 'refused' && missing.reason).toContain('/no/such: it cannot be started')
  const ran = await withHooks({ after: shell('exit 1') }, never, async () => 'work', isDone)
  expect(ran).toEqual({ kind: 'ran', value: 'work', after: 'the program to run after it, /bin/sh: it ended with code 1' })
})
