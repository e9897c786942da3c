import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requireRestic } from '@mainstay/testing'
import { createExcludes } from '../src/backup/excludes.ts'
import { hashSample, stillTheSame } from '../src/backup/manifest.ts'
import { checkPinned, createRunRestic, findRestic, repositoryUrl, resticEnvironment } from '../src/backup/restic.ts'
import { reservoir } from '../src/backup/sample.ts'
import { regularFiles } from '../src/backup/walk.ts'

let folder = ''
const never = new AbortController().signal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-sample-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(path: string, content = path): string {
  const full = join(folder, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, content)
  return full
}

test('no file is sampled that the real restic leaves out, whatever the patterns', () => {
  const restic = requireRestic().path
  const paths = [
    'a/b/c.txt',
    'a/b/d.log',
    'a/cache/x',
    'cache/y',
    'deep/1/2/3/z.tmp',
    'node_modules/p/i.js',
    'a [odd]/q?.txt',
    'Upper/Case.TXT',
    'a/b.txt/inner',
  ]
  for (const path of paths) file(path)
  const patterns = [
    '*.log',
    'cache',
    'deep/**/z.tmp',
    join(folder, 'Upper'),
    'node_modules/*',
    '[ab].txt',
    '**/q?.txt',
    'a/b/?.txt',
    '*',
    '!*.log',
  ]
  const env = { ...process.env, RESTIC_REPOSITORY: join(folder, 'repository'), RESTIC_PASSWORD: 'x' }
  execFileSync(restic, ['init', '-q', '--no-cache'], { env })
  for (const excludes of [...patterns.map((one) => [one]), ['*.log', 'cache'], ['*.txt', '!c.txt']]) {
    const roots = ['a', 'cache', 'deep', 'node_modules', 'a [odd]', 'Upper'].map((name) => join(folder, name))
    let taken: string[] = []
    try {
      execFileSync(restic, ['backup', '-q', '--no-cache', ...excludes.map((one) => `--exclude=${one}`), ...roots], { env, stdio: 'pipe' })
      taken = execFileSync(restic, ['ls', '--no-cache', '--json', 'latest'], { env, encoding: 'utf8' })
        .split('\n')
        .flatMap((line) => (line.includes('"type":"file"') ? [String(JSON.parse(line).path)] : []))
    } catch {
      // Everything excluded: restic has nothing to do and fails.
    }
    const sampled = [...regularFiles(roots, createExcludes(excludes))]
    expect(
      sampled.filter((path) => !taken.includes(path)),
      excludes.join(' '),
    ).toEqual([])
    if (!excludes.some((one) => one.startsWith('!'))) expect(sampled.sort(), excludes.join(' ')).toEqual(taken.sort())
  }
}, 60_000)

test('links are not followed, roots in roots count once, and what may not be read is passed over', () => {
  file('root/one')
  file('root/sub/two')
  file('outside/three')
  symlinkSync(join(folder, 'outside'), join(folder, 'root/link'))
  symlinkSync(join(folder, 'root/link'), join(folder, 'root/loop'))
  const found = [...regularFiles([join(folder, 'root'), join(folder, 'root/sub'), join(folder, 'missing')], createExcludes([]))]
  expect(found.sort()).toEqual([join(folder, 'root/one'), join(folder, 'root/sub/two')])
  expect([...regularFiles([join(folder, 'root/link')], createExcludes([]))]).toEqual([])
})

test('every file has the same chance to be in the sample', () => {
  const counts = new Map<string, number>()
  const names = Array.from({ length: 20 }, (_, i) => `f${i}`)
  for (let run = 0; run < 4000; run += 1) for (const path of reservoir(names, 5).paths) counts.set(path, (counts.get(path) ?? 0) + 1)
  for (const name of names) expect(Math.abs((counts.get(name) ?? 0) - 1000)).toBeLessThan(150)
  expect(reservoir(names, 50)).toEqual({ paths: names, candidates: 20 })
})

test('files that change between hashing and the end leave the sample, also when size and mtime were put back', async () => {
  const [still, grown, touched, gone] = ['still', 'grown', 'touched', 'gone'].map((name) => file(name, 'old!')) as [
    string,
    string,
    string,
    string,
  ]
  const sample = await hashSample([still, grown, touched, gone, join(folder, 'never')], never)
  const then = new Date(Date.now() - 1e6)
  utimesSync(touched, then, then)
  const before = await hashSample([touched], never)
  await new Promise((resolve) => setTimeout(resolve, 20))
  appendFileSync(grown, 'more')
  writeFileSync(touched, 'new!')
  utimesSync(touched, then, then)
  rmSync(gone)
  const { entries, dropped } = stillTheSame(sample)
  expect(entries).toEqual([{ path: still, size: 4, sha256: createHash('sha256').update('old!').digest('hex') }])
  expect(dropped).toBe(4)
  expect(stillTheSame(before)).toEqual({ entries: [], dropped: 1 })
})

test('beyond the bound of bytes no further file is hashed, but one always is', async () => {
  const big = file('big', 'x'.repeat(1000))
  const small = file('small', 'x')
  const { hashed, dropped } = await hashSample([big, small, big], never, 500)
  expect({ hashed: hashed.map(({ path }) => path), dropped }).toEqual({ hashed: [big], dropped: 0 })
})

test('secrets of the repository are in the environment and never in an argument; what restic says does not repeat them', async () => {
  const url = repositoryUrl('https://mainstay.example:8420', { path: '/restic/x/', username: 'me@site', password: 'p/w' })
  expect(url).toBe('rest:https://me%40site:p%2Fw@mainstay.example:8420/restic/x/')
  expect(() => repositoryUrl('https://mainstay.example', { path: 'https://evil.example/r/', username: 'u', password: 'p' })).toThrow(
    'another server',
  )
  const access = {
    program: requireRestic().path,
    repository: 'rest:http://me:secret1@127.0.0.1:9/x/',
    password: 'secret2',
    cache: folder,
    caFile: null,
  }
  expect(Object.keys(resticEnvironment(access, { PATH: '/bin', MAINSTAY_TOKEN: 't' })).sort()).toEqual(
    ['PATH', 'RESTIC_CACHE_DIR', 'RESTIC_PASSWORD', 'RESTIC_PROGRESS_FPS', 'RESTIC_REPOSITORY'].sort(),
  )
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 3000)
  const end = await createRunRestic(access, process.env, stop.signal)(['cat', 'config'])
  expect(end.exitCode).not.toBe(0)
  expect(end.errors.join(' ')).not.toMatch(/secret1|secret2/)
}, 30_000)

test('the program beside the agent goes before MAINSTAY_RESTIC and the PATH, and another one than the pinned is refused', async () => {
  const beside = file('restic', '#!/bin/sh\n')
  chmodSync(beside, 0o755)
  const other = file('elsewhere/restic')
  expect(findRestic({ MAINSTAY_RESTIC: other, PATH: '' }, join(folder, 'mainstay-agent'))).toBe(beside)
  expect(findRestic({ MAINSTAY_RESTIC: other, PATH: '' }, '/nowhere/agent')).toBe(other)
  expect(findRestic({ PATH: dirname(other) }, '/nowhere/agent')).toBe(other)
  expect(findRestic({ PATH: '' }, '/nowhere/agent')).toBeNull()
  const hash = createHash('sha256').update('#!/bin/sh\n').digest('hex')
  await expect(checkPinned(beside, hash)).resolves.toBeUndefined()
  await expect(checkPinned(beside, 'f'.repeat(64))).rejects.toThrow('is not the one that the signed policy names')
})
