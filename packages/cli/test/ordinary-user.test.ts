/** `mainstay serve` by a person who is not root: everything is theirs, and closed to others. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const checkout = join(import.meta.dirname, '../../..')
let folder: string
let home: string
let copy: string
/** The system user stands for a person; whoever is not root is one already. */
const person = process.getuid?.() === 0 ? personOf('mainstay') : null

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-person-'))
  chmodSync(folder, 0o755)
  home = join(folder, 'home')
  copy = join(folder, 'checkout')
  mkdirSync(home, { mode: 0o755 })
  mkdirSync(copy)
  // Links, as a copy of all packages takes long; the checkout itself may be closed to others.
  for (const name of ['node_modules', 'packages', 'package.json', 'package-lock.json'])
    execFileSync('cp', ['-al', join(checkout, name), copy])
  if (person !== null) chownSync(home, person.uid, person.gid)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function personOf(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

test('serve keeps everything below the home of the person, for nobody else, and this machine becomes a device', async () => {
  const node = join(copy, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  const child = spawn(node, [join(copy, 'packages/cli/src/main.ts'), 'serve', '--port', '0'], {
    ...person,
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/m)
  await expect.poll(() => said, { timeout: 60_000 }).toContain('This machine is the first device')
  expect(said).toContain('first sign-in http://127.0.0.1:')
  child.kill('SIGTERM')
  expect([await ended, said]).toEqual([0, expect.not.stringContaining('could not')])
  const data = join(home, '.local/share/mainstay')
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  expect([mode(join(data, 'server')), mode(join(data, 'agent')), mode(join(home, '.config/mainstay'))]).toEqual(['700', '700', '700'])
  expect(mode(join(data, 'server', 'master.key'))).toBe('600')
  const uid = person?.uid ?? process.getuid?.()
  for (const path of [
    data,
    join(data, 'server', 'database'),
    join(data, 'agent', 'identity.json'),
    join(home, '.config/mainstay/signing-key.json'),
  ])
    expect([path, statSync(path).uid]).toEqual([path, uid])
  // Started from a checkout that is somebody else's, nothing was written there, and no copy was needed.
  expect(execFileSync('find', [copy, '-user', String(uid), '-print', '-quit'], { encoding: 'utf8' })).toBe(
    person === null ? expect.any(String) : '',
  )
  expect(JSON.parse(readFileSync(join(data, 'agent', 'identity.json'), 'utf8'))).toMatchObject({ v: 1 })
})
