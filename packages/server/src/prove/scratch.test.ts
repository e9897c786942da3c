import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createScratch, reapScratch } from './scratch.ts'

let work: string
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'scratch-test-'))
})
afterEach(() => rmSync(work, { recursive: true, force: true }))

const inWork = () => readdirSync(work)

test('the folder goes with all that was restored into it, links and locked folders too, and nothing outside', async () => {
  const outside = join(work, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'keep'), '')
  const scratch = await createScratch(work)
  symlinkSync(outside, join(scratch.tree, 'link'))
  mkdirSync(join(scratch.tree, 'locked/deep'), { recursive: true })
  chmodSync(join(scratch.tree, 'locked'), 0o000)
  await scratch.remove()
  expect(inWork()).toEqual(['outside'])
  expect(existsSync(join(outside, 'keep'))).toBe(true)
})

test('a folder whose process was killed is reaped with the restic that still writes there; a living one’s is not', async () => {
  const living = await createScratch(work)
  const child = spawn('sleep', ['60'])
  const program = `const { createScratch } = await import(${JSON.stringify(new URL('./scratch.ts', import.meta.url).href)})
    const scratch = await createScratch(${JSON.stringify(work)})
    await scratch.addChild(${child.pid})
    console.log('made')
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => owner.stdout.once('data', resolve))
  expect(await reapScratch(work)).toBe(0)
  const gone = Promise.all([owner, child].map((each) => new Promise((resolve) => each.once('exit', resolve))))
  owner.kill('SIGKILL')
  await new Promise((resolve) => owner.once('close', resolve))
  expect(await reapScratch(work)).toBe(1)
  await gone
  expect(inWork()).toHaveLength(1)
  await living.remove()
  expect(inWork()).toEqual([])
})

test('a process number that was given to another program does not keep a folder, nor get that program killed', async () => {
  const scratch = await createScratch(work)
  const [name] = inWork()
  const note = join(work, name ?? '', 'owner.json')
  const owner = JSON.parse(readFileSync(note, 'utf8'))
  const other = { pid: process.pid, startedAt: 'boot:1' }
  writeFileSync(note, JSON.stringify({ ...owner, ...other, children: [other] }))
  expect(await reapScratch(work)).toBe(1)
  expect(existsSync(scratch.tree)).toBe(false)
})

test('other folders, links in the name of ours, and folders in the making stay', async () => {
  mkdirSync(join(work, 'photos'))
  mkdirSync(join(work, 'mainstay-proof-new'))
  mkdirSync(join(work, 'mainstay-proof-old'))
  utimesSync(join(work, 'mainstay-proof-old'), 1, 1)
  symlinkSync(join(work, 'photos'), join(work, 'mainstay-proof-link'))
  expect(await reapScratch(work)).toBe(1)
  expect(inWork().sort()).toEqual(['mainstay-proof-link', 'mainstay-proof-new', 'photos'])
})
