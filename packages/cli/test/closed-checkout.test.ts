import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const checkout = join(import.meta.dirname, '../../..')
const asRoot = process.getuid?.() === 0
let closed: string
let data: string
let copy: string

beforeAll(() => {
  closed = mkdtempSync(join(tmpdir(), 'mainstay-closed-'))
  data = mkdtempSync(join(tmpdir(), 'mainstay-data-'))
  copy = join(closed, 'checkout')
  mkdirSync(copy)
  // Links, as a copy of all packages takes long; files that the test changes are made anew.
  for (const name of ['node_modules', 'packages', 'package.json', 'package-lock.json'])
    execFileSync('cp', ['-al', join(checkout, name), copy])
  chmodSync(closed, 0o700)
})
afterAll(() => {
  for (const folder of [closed, data]) rmSync(folder, { recursive: true, force: true })
})

type Started = { url: string; serverPid: number; stop(): Promise<number | null> }

async function serve(): Promise<Started> {
  const { MAINSTAY_DATA_DIR: _, ...inherited } = process.env
  const env = { ...inherited, MAINSTAY_CONFIG_DIR: join(closed, 'config') }
  const main = join(copy, 'packages/cli/src/main.ts')
  const node = join(copy, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  const child = spawn(node, [main, 'serve', '--data', data, '--port', '0', '--no-local-agent'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let said = ''
  child.stderr.on('data', (text) => {
    said += String(text)
  })
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (text) => {
      out += String(text)
      const found = /^ready (\S+)$/m.exec(out)?.[1]
      if (found !== undefined) resolve(found)
    })
    exited.then((code) => reject(new Error(`ended with ${code}: ${said}`)), reject)
  })
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number)
  return {
    url,
    serverPid: children[0] ?? 0,
    stop: () => {
      child.kill('SIGTERM')
      return exited
    },
  }
}

function versions(): string[] {
  const folder = join(data, 'program')
  return existsSync(folder) ? readdirSync(folder) : []
}

test('started by root from a folder that only root can enter, the server runs as its own user, from a copy that this user cannot change', async () => {
  const first = await serve()
  const { uid } = statSync(`/proc/${first.serverPid}`)
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  expect(await first.stop()).toBe(0)
  if (!asRoot) {
    // Whoever is not root has entered by himself, and needs no copy.
    expect([uid, versions()]).toEqual([process.getuid?.(), []])
    return
  }
  expect(uid).not.toBe(0)
  expect(versions()).toHaveLength(1)
  const user = { uid, gid: uid, cwd: '/' }
  const program = join(data, 'program', versions()[0] ?? '')
  const writable = execFileSync('find', [program, '-writable', '-not', '-type', 'l', '-print', '-quit'], { ...user, encoding: 'utf8' })
  expect(writable).toBe('')
  expect(execFileSync('find', [program, '-not', '-user', 'root', '-print', '-quit'], { encoding: 'utf8' })).toBe('')
})

test('the next start uses the copy; after a change of the sources there is a new one, and the old one is gone', async () => {
  const before = versions()
  const again = await serve()
  if (asRoot) expect(readlinkSync(`/proc/${again.serverPid}/exe`)).toContain(join(data, 'program', before[0] ?? 'none'))
  expect(await again.stop()).toBe(0)
  expect(versions()).toEqual(before)
  const source = join(copy, 'packages/kernel/src/time.ts')
  const text = readFileSync(source)
  rmSync(source)
  writeFileSync(source, text)
  utimesSync(source, new Date(), new Date('2026-01-01T00:00:00Z'))
  const changed = await serve()
  expect(await changed.stop()).toBe(0)
  if (!asRoot) return
  expect(versions()).toHaveLength(1)
  expect(versions()).not.toEqual(before)
})
