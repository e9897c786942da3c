import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InventorySchema } from '@mainstay/contract/agent'
import { takeInventory, whatIsMissing } from '../src/inventory/inventory.ts'
import { parseApk, parseDpkg, parseRpm } from '../src/inventory/linux-software.ts'
import { supervise } from '../src/program/supervise.ts'
import { createRunJob } from '../src/runtime/jobs.ts'
import { createLog } from '../src/runtime/log.ts'
import { program } from './scene.ts'

const log = createLog(() => undefined)
const never = { signal: new AbortController().signal, timeoutMs: 10_000 }
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-children-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program of the given text, in the place of the agent's own. */
function childOf(text: string) {
  const path = join(folder, 'child.mjs')
  writeFileSync(path, text)
  return { command: program.command, args: [path] }
}

test('a job gets one document and gives one', async () => {
  const echo = childOf(
    `process.stdin.once('data', (d) => { console.log(JSON.stringify({ got: JSON.parse(d), job: process.argv[3] })); process.exit() })`,
  )
  expect(await createRunJob(echo)('inventory', { a: 1 }, never)).toEqual({ ok: true, output: { got: { a: 1 }, job: 'inventory' } })
})

test.each([
  ['process.exit(3)', 'it ended with code 3'],
  ['process.kill(process.pid, "SIGKILL")', 'it was ended by SIGKILL'],
  ['console.log("no json"); process.exit(0)', 'its output was no JSON'],
])('a job that does %s is a failure with its reason', async (text, reason) => {
  expect(await createRunJob(childOf(text))('backup', {}, never)).toEqual({ ok: false, reason })
})

test('a job that does not stop when it is asked is killed', async () => {
  const deaf = childOf('process.stdin.resume(); setInterval(() => {}, 1000)')
  const started = Date.now()
  expect(await createRunJob(deaf, process.env, 300)('backup', {}, { ...never, timeoutMs: 200 })).toEqual({
    ok: false,
    reason: 'it took too long',
  })
  expect(Date.now() - started).toBeLessThan(5000)
})

test('a child gets no token and none of the settings of the resident process', async () => {
  const text = `process.stdin.once('data', () => { console.log(JSON.stringify([process.env.MAINSTAY_TOKEN ?? null, process.env.BUN_JSC_useJIT ?? null])); process.exit() })`
  const env = { ...process.env, MAINSTAY_TOKEN: 'secret', BUN_JSC_useJIT: '0' }
  expect(await createRunJob(childOf(text), env)('inventory', {}, never)).toEqual({ ok: true, output: [null, null] })
})

test('the supervisor starts a fallen agent again, and stops when a person is needed', async () => {
  const runs = join(folder, 'runs')
  writeFileSync(runs, '')
  const text = `import fs from 'node:fs'; fs.appendFileSync(${JSON.stringify(runs)}, 'x'); process.exit(fs.readFileSync(${JSON.stringify(runs)}, 'utf8').length < 3 ? 1 : 77)`
  const code = await supervise({ program: childOf(text), args: [], env: process.env, log, signal: never.signal })
  expect({ code, runs: readFileSync(runs, 'utf8') }).toEqual({ code: 77, runs: 'xxx' })
})

test('the inventory of this machine holds to its schema and names what it cannot see', async () => {
  const inventory = InventorySchema.parse(await takeInventory(new Date()))
  expect(inventory.os).toMatchObject({ family: 'linux' })
  expect(inventory.hardware.memoryBytes).toBeGreaterThan(1e8)
  expect(inventory.software.some(({ name, source }) => name === 'dpkg' && source.startsWith('deb dpkg '))).toBe(true)
  const nothing = { ...inventory, disks: [], software: [], hardware: { ...inventory.hardware, vendor: null, model: null, serial: null } }
  expect(whatIsMissing(nothing, 0, false).map(({ what }) => what)).toEqual([
    'maker and model',
    'serial number',
    'disks',
    'software',
    'files of other users',
  ])
})

test('packages are read as each manager lists them, and only those that are installed', () => {
  expect(parseDpkg('ii \tlibc6\t2.36-9\tglibc 2.36-9\nrc \told\t1\told 1\n')).toEqual([
    { name: 'libc6', version: '2.36-9', source: 'deb glibc 2.36-9' },
  ])
  expect(
    parseRpm(
      'bash\t0:5.1.8-6.el9\tbash-5.1.8-6.el9.src.rpm\nopenssl\t1:3.0.7-1.el9\topenssl-3.0.7-1.el9.src.rpm\ngpg-pubkey\t0:1-2\t(none)\n',
    ),
  ).toEqual([
    { name: 'bash', version: '5.1.8-6.el9', source: 'rpm bash-5.1.8-6.el9.src.rpm' },
    { name: 'openssl', version: '1:3.0.7-1.el9', source: 'rpm openssl-3.0.7-1.el9.src.rpm' },
  ])
  expect(parseApk('musl-1.2.5-r0\npy3-setuptools-70.3.0-r0\nWARNING: x\n')).toEqual([
    { name: 'musl', version: '1.2.5-r0', source: 'apk' },
    { name: 'py3-setuptools', version: '70.3.0-r0', source: 'apk' },
  ])
})
