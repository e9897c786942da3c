import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { newId } from '@mainstay/kernel'
import { afterAll, expect, test } from 'vitest'
import { pseudoRandom, resticClient, writeFiles } from '../../test/recovery/restic-client.ts'
import { CREDENTIAL, repositoryUrl, startRestServer, USERNAME } from '../../test/recovery/rest-server.ts'

const base = mkdtempSync(join(tmpdir(), 'restic-rest-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const folder = (name: string) => mkdtempSync(join(base, `${name}-`))

function dataFolder(options: Parameters<typeof writeFiles>[1]): string {
  const path = folder('data')
  writeFiles(path, options)
  return path
}

function expectSameTree(a: string, b: string): void {
  const diff = spawnSync('diff', ['-r', a, b], { encoding: 'utf8' })
  expect(diff.stdout + diff.stderr).toBe('')
}

test('restic inits, backs up, checks, lists and restores, and forgets nothing', async () => {
  const snapshots: string[] = []
  const server = await startRestServer(folder('root'), { onSnapshotReceived: async (_id, snapshotId) => void snapshots.push(snapshotId) })
  const restic = resticClient({ RESTIC_REPOSITORY: server.url(newId()) })
  const data = dataFolder({ count: 40, bytes: 100_000 })
  await restic.ok('init')
  await restic.ok('backup', data)
  writeFiles(data, { count: 3, bytes: 50_000, seed: 'later' })
  await restic.ok('backup', data)
  await restic.ok('check', '--read-data')
  const listed = JSON.parse(await restic.ok('snapshots', '--json')) as { id: string }[]
  expect(listed.map((each) => each.id).sort()).toEqual([...snapshots].sort())

  const target = folder('target')
  await restic.ok('restore', 'latest', '--target', target)
  expectSameTree(data, join(target, data))

  const forget = await restic.run('forget', '--keep-last', '1', '--prune')
  expect(forget.stdout + forget.stderr).toContain('403')
  expect(JSON.parse(await restic.ok('snapshots', '--json'))).toHaveLength(2)
  await restic.ok('check', '--read-data')
  await server.close()
}, 240_000)

test('a second init on a repository is refused and changes nothing', async () => {
  const server = await startRestServer(folder('root'))
  const url = server.url(newId())
  await resticClient({ RESTIC_REPOSITORY: url }).ok('init')
  const again = await resticClient({ RESTIC_REPOSITORY: url, RESTIC_PASSWORD: 'another' }).run('init')
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('already')
  await resticClient({ RESTIC_REPOSITORY: url }).ok('snapshots')
  await server.close()
})

test('a wrong credential stops restic at once with the reason', async () => {
  const server = await startRestServer(folder('root'))
  const id = newId()
  await resticClient({ RESTIC_REPOSITORY: server.url(id) }).ok('init')
  const denied = await resticClient({ RESTIC_REPOSITORY: server.url(id).replace(CREDENTIAL, 'wrong') }).run('snapshots')
  expect(denied.code).not.toBe(0)
  expect(denied.stderr).toContain('401')
  await server.close()
}, 60_000)

test('three hosts back up into one repository at the same time', async () => {
  const server = await startRestServer(folder('root'))
  const url = server.url(newId())
  const restic = resticClient({ RESTIC_REPOSITORY: url })
  await restic.ok('init')
  const folders = ['x', 'y', 'z'].map((seed) => dataFolder({ count: 20, bytes: 200_000, seed }))
  await Promise.all(folders.map((each, n) => resticClient({ RESTIC_REPOSITORY: url }).ok('backup', '--host', `host-${n}`, each)))
  expect(JSON.parse(await restic.ok('snapshots', '--json'))).toHaveLength(3)
  await restic.ok('check', '--read-data')
  await server.close()
}, 120_000)

test('uploads that the network cuts are retried, and the repository is whole', async () => {
  const server = await startRestServer(folder('root'))
  let cuts = 0
  const proxy = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1')
    let seen = 0
    client.on('data', (chunk) => {
      seen += chunk.length
      if (seen > 1_500_000 && cuts < 3) {
        cuts += 1
        client.destroy()
        upstream.destroy()
      } else upstream.write(chunk)
    })
    upstream.pipe(client)
    for (const each of [client, upstream]) each.on('error', () => undefined)
    client.on('close', () => upstream.end())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const id = newId()
  const through = resticClient({ RESTIC_REPOSITORY: repositoryUrl((proxy.address() as AddressInfo).port, id) })
  await through.ok('init')
  const data = dataFolder({ count: 10, bytes: 1_000_000 })
  await through.ok('backup', data)
  expect(cuts).toBe(3)
  await resticClient({ RESTIC_REPOSITORY: server.url(id) }).ok('check', '--read-data')
  proxy.close()
  await server.close()
}, 240_000)

test('a server killed in the middle of an upload shows no torn file, and the same backup then succeeds', async () => {
  const root = folder('root')
  const id = newId()
  const first = await startServerProcess(root)
  await resticClient({ RESTIC_REPOSITORY: repositoryUrl(first.port, id) }).ok('init')
  const content = pseudoRandom('torn', 4_000_000)
  const socket = connect(first.port, '127.0.0.1')
  const name = 'f'.repeat(64)
  const authorization = Buffer.from(`${USERNAME}:${CREDENTIAL}`).toString('base64')
  socket.on('error', () => undefined)
  socket.write(
    `POST /restic/${id}/data/${name} HTTP/1.1\r\nhost: x\r\nauthorization: Basic ${authorization}\r\ncontent-length: ${content.length}\r\n\r\n`,
  )
  socket.write(content.subarray(0, 3_000_000))
  await expect.poll(() => readdirSync(join(root, id, 'uploads')).length).toBe(1)
  await first.kill()
  expect(readdirSync(join(root, id, 'uploads'))).toHaveLength(1)

  const second = await startServerProcess(root)
  const restic = resticClient({ RESTIC_REPOSITORY: repositoryUrl(second.port, id) })
  expect(await restic.ok('list', 'packs')).toBe('')
  await restic.ok('backup', dataFolder({ count: 5, bytes: 100_000 }))
  await restic.ok('check', '--read-data')
  await second.kill()
}, 120_000)

test('a full disk is one clear error for restic, and the repository stays sound and readable', async () => {
  const root = join(base, 'small-disk')
  mkdirSync(root)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', root], { encoding: 'utf8' })
  expect(mounted.stderr, 'a full disk is made by mounting a small tmpfs: run this test as root').toBe('')
  const server = await startRestServer(root)
  try {
    const restic = resticClient({ RESTIC_REPOSITORY: server.url(newId()) })
    await restic.ok('init')
    const small = dataFolder({ count: 5, bytes: 100_000 })
    await restic.ok('backup', small)
    // restic itself tries a refused upload for up to 15 minutes: it is stopped once it has said what is wrong.
    const child = restic.start('backup', dataFolder({ count: 20, bytes: 1_000_000, seed: 'big' }))
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await expect.poll(() => said, { timeout: 60_000 }).toContain('507')
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await ended
    await expect.poll(() => readdirSync(root).flatMap((each) => readdirSync(join(root, each, 'uploads')))).toEqual([])
    await restic.ok('--no-lock', 'check', '--read-data')
    const target = folder('target')
    await restic.ok('--no-lock', 'restore', 'latest', '--target', target)
    expectSameTree(small, join(target, small))
  } finally {
    await server.close()
    spawnSync('umount', ['-l', root])
  }
}, 180_000)

test('a large upload needs no more memory than its buffers', async () => {
  const root = folder('root')
  const id = newId()
  const server = await startServerProcess(root)
  const url = `http://127.0.0.1:${server.port}/restic/${id}`
  const headers = { authorization: `Basic ${Buffer.from(`${USERNAME}:${CREDENTIAL}`).toString('base64')}` }
  await fetch(`${url}/?create=true`, { method: 'POST', headers })
  const before = server.peakMemory()
  const block = pseudoRandom('memory', 1024 * 1024)
  const send = () =>
    fetch(`${url}/data/${'a'.repeat(64)}`, {
      method: 'POST',
      headers,
      body: ReadableStream.from(Array.from({ length: 200 }, () => block)),
      duplex: 'half',
    } as RequestInit)
  const answers = await Promise.all([send(), send(), send(), send()])
  expect(answers.map((each) => each.status)).toEqual([400, 400, 400, 400])
  expect(server.peakMemory() - before, 'MiB above idle for 4 uploads of 200 MiB').toBeLessThan(150)
  await server.kill()
}, 120_000)

/** The server as a process of its own, to be killed and measured. */
async function startServerProcess(root: string): Promise<{ port: number; kill(): Promise<void>; peakMemory(): number }> {
  const program = fileURLToPath(new URL('../../test/recovery/rest-server.ts', import.meta.url))
  const child = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
    child.once('exit', (code) => reject(new Error(`server ended with ${code}`)))
  })
  return {
    port,
    async kill() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      await sleep(10)
    },
    /** Highest resident memory so far, in MiB (proc_pid_status, VmHWM). */
    peakMemory: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
  }
}
