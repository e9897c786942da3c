import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LastClean } from '@mainstay/contract/recovery'
import { requireClamd, requireRestic } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLastClean, type LastCleanOptions } from '../../src/last-clean/find-last-clean.ts'
import { noise, prose } from './scenarios.ts'

const base = mkdtempSync(join(tmpdir(), 'mainstay-content-'))
const password = join(base, 'password')
beforeAll(() => {
  requireRestic()
  writeFileSync(password, 'open sesame')
})
afterAll(() => rmSync(base, { recursive: true }))

let made = 0
/** A repository with a point of each of these folders' states. */
function repository(...states: Record<string, string | Buffer>[]): string {
  const name = `${(made += 1)}`
  const [folder, at] = [join(base, name), join(base, `${name} repository`)]
  restic(at, 'init')
  for (const [day, state] of states.entries()) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [file, content] of Object.entries(state)) writeFileSync(join(folder, file), content)
    restic(at, 'backup', '--host', 'files', '--time', `2026-11-0${day + 1} 20:00:00`, folder)
  }
  return at
}

function restic(at: string, ...args: string[]): void {
  execFileSync('restic', ['-q', '--repo', at, '--password-file', password, '--no-cache', ...args], { stdio: 'pipe' })
}

async function look(at: string, o: Partial<LastCleanOptions> = {}): Promise<LastClean> {
  const options = {
    repository: at,
    password: { kind: 'file', path: password },
    yara: null,
    workFolder: base,
    signal: new AbortController().signal,
  } as const
  return (await findLastClean({ ...options, clamdSockets: [], ...o })).answer
}

const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

test('a file that a rule condemns infects its point and those after it, until it is gone', async () => {
  const letter = prose('letter', 3000)
  const { points, lastClean } = await look(
    repository({ letter }, { letter, 'bill.com': EICAR }, { letter: `${letter}.`, 'bill.com': EICAR }, { letter }),
  )
  expect(points.map(({ verdict, score }) => `${verdict} ${score}`)).toEqual(['clean 0', 'infected 100', 'infected 100', 'clean 0'])
  expect(points[2]?.evidence).toEqual([
    { kind: 'signature', path: expect.stringMatching(/bill\.com$/), detail: 'infected: eicar_test_file (yara)' },
  ])
  expect(lastClean).toBe(points[3]?.id)
})

test('rules of a folder count too, and one that only suspects does not condemn', async () => {
  const rules = join(base, 'rules')
  mkdirSync(rules)
  writeFileSync(
    join(rules, 'mine.yar'),
    'rule mine { meta: severity = "suspect" strings: $a = "boiler" condition: $a }\nrule worse { strings: $a = "beetle" condition: $a }',
  )
  const { points } = await look(repository({ a: 'a boiler' }, { a: 'a beetle' }, { a: 'a plan' }), { yara: rules })
  expect(points.map(({ verdict }) => verdict)).toEqual(['suspect', 'infected', 'clean'])
})

test.each([
  ['a rule that is none', 'rule {', 'broken.yar'],
  ['a folder without rules', null, 'no file ends in .yar'],
])('%s is named', async (name, rule, said) => {
  const folder = join(base, name)
  mkdirSync(folder)
  if (rule !== null) writeFileSync(join(folder, 'broken.yar'), rule)
  await expect(look(join(base, 'absent'), { yara: folder })).rejects.toThrow(said)
})

test('a first point is judged by itself: names that promise a document, and bytes that are random', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`letter ${n}.docx`, noise(`${n}`, 9000)]))
  const { points, lastClean } = await look(repository(files, files))
  expect(points.map(({ verdict }) => verdict)).toEqual(['infected', 'infected'])
  expect(lastClean).toBe(null)
})

test('a disk image is not looked into, and says so', async () => {
  const at = join(base, 'image repository')
  restic(at, 'init')
  restic(at, 'backup', '--stdin-filename', 'disk.img', '--stdin-from-command', '--', 'head', '-c', '4096', '/dev/zero')
  const { points, lastClean } = await look(at)
  expect(points).toMatchObject([
    { verdict: 'unscanned', evidence: [{ kind: 'not-scanned', detail: expect.stringContaining('disk image') }] },
  ])
  expect(lastClean).toBe(null)
})

test('names with signs of patterns, spaces and line feeds are found again; links and other kinds of files lead nowhere', async () => {
  const at = join(base, 'names repository')
  const folder = join(base, 'names')
  mkdirSync(folder)
  symlinkSync('/etc/passwd', join(folder, 'link.txt'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  restic(at, 'init')
  writeFileSync(join(folder, 'plain'), 'x')
  restic(at, 'backup', '--host', 'files', '--time', '2026-11-01 20:00:00', folder)
  const names = ['a[1]*?.com', 'back\\slash.com', ' $HOME .com ', 'line\nfeed.com', '#hash.com', 'ümlaut.com']
  for (const name of names) writeFileSync(join(folder, name), EICAR)
  restic(at, 'backup', '--host', 'files', '--time', '2026-11-02 20:00:00', folder)
  const { points } = await look(at)
  const found = points[1]?.evidence.map(({ path }) => path?.slice(folder.length + 1)).toSorted()
  expect(found).toEqual(names.toSorted())
})

test('what cannot be read back whole is not called clean', async () => {
  const at = repository({ letter: prose('letter', 200_000) }, { letter: prose('another letter', 200_000) })
  const packs = readdirSync(join(at, 'data'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  // The largest pack of the two points' contents: bytes of it are changed.
  for (const { parentPath, name } of packs) {
    const path = join(parentPath, name)
    const bytes = readFileSync(path)
    if (bytes.length < 20_000) continue
    bytes.fill(0, 1000, 2000)
    chmodSync(path, 0o600)
    writeFileSync(path, bytes)
  }
  const { points, lastClean } = await look(at)
  expect(points.map(({ verdict }) => verdict)).toEqual(['unscanned', 'unscanned'])
  expect(points[0]?.evidence[0]?.detail).toMatch(/letter|damaged/)
  expect(lastClean).toBe(null)
})

test('a scanner that goes away in the middle leaves no verdict behind', { timeout: 60_000 }, async () => {
  const socket = join(base, 'flaky.sock')
  const flaky = createServer((connection) =>
    connection.once('data', (data) => connection.end(data.includes('VERSION') ? 'ClamAV 1.0 for this test\0' : '')),
  )
  await new Promise<void>((done) => flaky.listen(socket, done))
  try {
    const { points } = await look(repository({ a: 'a plan' }), { clamdSockets: [socket] })
    expect(points).toMatchObject([
      { verdict: 'unscanned', evidence: [{ kind: 'not-scanned', detail: expect.stringContaining('clamd did not answer') }] },
    ])
  } finally {
    flaky.close()
  }
})

test.each([
  ['a wrong password', { password: { kind: 'value', secret: 'wrong' } }, 'recovery.repository.wrong-password'],
  ['a repository that is not there', { repository: '/nonexistent' }, 'recovery.repository.not-found'],
] as const)('%s is no verdict', async (_, change, code) => {
  const at = repository({ a: 'x' })
  const { points, reasons, lastClean } = await look(at, change)
  expect([points, lastClean, reasons.map((one) => one.code)]).toEqual([[], null, [code]])
})

test('stopped half way it says so and leaves nothing in the work folder', async () => {
  const work = join(base, 'work')
  mkdirSync(work)
  const stopping = new AbortController()
  const at = repository({ a: 'x' }, { a: 'y' })
  const { reasons } = await look(at, { workFolder: work, signal: stopping.signal, onProgress: () => stopping.abort() })
  expect(reasons.map((one) => one.code)).toEqual(['recovery.cancelled'])
  expect(existsSync(work) && execFileSync('ls', ['-A', work], { encoding: 'utf8' })).toBe('')
})

test('clamd looks too where one runs, and its signatures are named', { timeout: 60_000 }, async () => {
  const [database, socket, config] = [join(base, 'signatures'), join(base, 'clamd.sock'), join(base, 'clamd.conf')]
  mkdirSync(database)
  writeFileSync(join(database, 'local.ndb'), `Mainstay.Test.Beetle:0:*:${Buffer.from('beetle in the boiler').toString('hex')}\n`)
  writeFileSync(config, `LocalSocket ${socket}\nDatabaseDirectory ${database}\nForeground yes\n`)
  const clamd = spawn(requireClamd().path, ['-c', config], { stdio: 'ignore' })
  try {
    for (let tries = 0; tries < 200 && !existsSync(socket); tries += 1) await sleep(100)
    const { points, scanners } = await look(repository({ a: 'a plan' }, { a: 'a beetle in the boiler' }), { clamdSockets: [socket] })
    expect(scanners).toMatchObject([{ name: 'yara' }, { name: 'clamd', signatures: expect.stringMatching(/^ClamAV /) }])
    expect(points.map(({ verdict }) => verdict)).toEqual(['clean', 'infected'])
    expect(points[1]?.evidence[0]?.detail).toMatch(/Mainstay\.Test\.Beetle.* \(clamd\)/)
  } finally {
    clamd.kill()
    await once(clamd, 'exit')
  }
})
