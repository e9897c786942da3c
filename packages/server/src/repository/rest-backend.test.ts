import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mainstay/kernel'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createFolderStorage } from './folder-storage.ts'
import { createRestBackend, type RestBackendDeps } from './rest-backend.ts'

const base = mkdtempSync(join(tmpdir(), 'rest-backend-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const V2 = 'application/vnd.x.restic.rest.v2'
const authorization = `Basic ${Buffer.from('device:secret').toString('base64')}`
const body = Buffer.from('0123456789')
const name = createHash('sha256').update(body).digest('hex')
let id: string
let root: string
let received: { snapshotId: string; at: Date }[]
let app: FastifyInstance

async function start(options: Partial<RestBackendDeps> = {}): Promise<FastifyInstance> {
  const made = fastify()
  await made.register(
    createRestBackend({
      storage: createFolderStorage({ root }),
      authorise: async (username, password, repositoryId) => username === 'device' && password === 'secret' && repositoryId === id,
      onSnapshotReceived: async (_repositoryId, snapshotId, at) => void received.push({ snapshotId, at }),
      reserveBytes: 0,
      ...options,
    }),
    { prefix: '/restic' },
  )
  return made
}

type Call = { method: 'GET' | 'HEAD' | 'POST' | 'DELETE'; path: string; payload?: Buffer; headers?: Record<string, string> }
const call = ({ method, path, payload, headers }: Call) =>
  app.inject({ method, url: `/restic/${id}/${path}`, headers: { authorization, ...headers }, ...(payload && { payload }) })

beforeEach(async () => {
  root = mkdtempSync(join(base, 'root-'))
  id = newId()
  received = []
  app = await start()
  expect((await call({ method: 'POST', path: '?create=true' })).statusCode).toBe(200)
})

test('a repository is made once; making it again is no error, and without create=true it is one', async () => {
  expect((await call({ method: 'POST', path: '?create=true' })).statusCode).toBe(200)
  expect((await call({ method: 'POST', path: '' })).statusCode).toBe(400)
})

test('the config is missing at first, then written once, then fixed', async () => {
  expect((await call({ method: 'HEAD', path: 'config' })).statusCode).toBe(404)
  expect((await call({ method: 'GET', path: 'config' })).statusCode).toBe(404)
  expect((await call({ method: 'POST', path: 'config', payload: Buffer.from('first') })).statusCode).toBe(200)
  expect((await call({ method: 'POST', path: 'config', payload: Buffer.from('first') })).statusCode).toBe(200)
  expect((await call({ method: 'POST', path: 'config', payload: Buffer.from('other') })).statusCode).toBe(403)
  expect((await call({ method: 'DELETE', path: 'config' })).statusCode).toBe(403)
  expect((await call({ method: 'GET', path: 'config' })).body).toBe('first')
})

test('lists come as names, or as names and sizes with exactly the content type of version 2', async () => {
  const empty = await call({ method: 'GET', path: 'data/', headers: { accept: V2 } })
  expect([empty.headers['content-type'], empty.body]).toEqual([V2, '[]'])
  await call({ method: 'POST', path: `data/${name}`, payload: body })
  const second = await call({ method: 'GET', path: 'data/', headers: { accept: V2 } })
  expect([second.headers['content-type'], second.json()]).toEqual([V2, [{ name, size: 10 }]])
  const first = await call({ method: 'GET', path: 'data/' })
  expect([first.headers['content-type'], first.json()]).toEqual(['application/vnd.x.restic.rest.v1', [name]])
})

test('a file is measured, read whole, read in part, and not beyond its end', async () => {
  await call({ method: 'POST', path: `data/${name}`, payload: body })
  expect((await call({ method: 'HEAD', path: `data/${name}` })).headers['content-length']).toBe('10')
  const whole = await call({ method: 'GET', path: `data/${name}` })
  expect([whole.statusCode, whole.body, whole.headers['content-length']]).toEqual([200, '0123456789', '10'])
  const part = await call({ method: 'GET', path: `data/${name}`, headers: { range: 'bytes=2-4' } })
  expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
  const beyond = await call({ method: 'GET', path: `data/${name}`, headers: { range: 'bytes=10-' } })
  expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */10'])
  expect((await call({ method: 'GET', path: `data/${'0'.repeat(64)}` })).statusCode).toBe(404)
  expect((await call({ method: 'HEAD', path: `data/${'0'.repeat(64)}` })).statusCode).toBe(404)
})

test('an upload must hash to its name; the same again is 200 (a retry after a lost answer), something else 403', async () => {
  expect((await call({ method: 'POST', path: `data/${'0'.repeat(64)}`, payload: body })).statusCode).toBe(400)
  expect((await call({ method: 'HEAD', path: `data/${'0'.repeat(64)}` })).statusCode).toBe(404)
  expect((await call({ method: 'POST', path: `data/${name}`, payload: body })).statusCode).toBe(200)
  expect((await call({ method: 'POST', path: `data/${name}`, payload: body })).statusCode).toBe(200)
  const other = await call({ method: 'POST', path: `data/${name}`, payload: Buffer.from('other') })
  expect([other.statusCode, other.body]).toEqual([403, 'This repository is append-only: nothing in it is changed or deleted from here.\n'])
})

test('nothing is deleted but locks', async () => {
  for (const type of ['data', 'index', 'keys', 'snapshots', 'locks']) {
    await call({ method: 'POST', path: `${type}/${name}`, payload: body })
    expect((await call({ method: 'DELETE', path: `${type}/${name}` })).statusCode, type).toBe(type === 'locks' ? 200 : 403)
    expect((await call({ method: 'HEAD', path: `${type}/${name}` })).statusCode, type).toBe(type === 'locks' ? 404 : 200)
  }
  expect((await call({ method: 'DELETE', path: `locks/${name}` })).statusCode).toBe(404)
})

test('the server notes its own time for every snapshot, the first one also when the upload is repeated', async () => {
  await call({ method: 'POST', path: `snapshots/${name}`, payload: body })
  await call({ method: 'POST', path: `data/${name}`, payload: body })
  await call({ method: 'POST', path: `snapshots/${name}`, payload: body })
  expect(received.map((each) => each.snapshotId)).toEqual([name, name])
  expect(received[0]?.at).toEqual(received[1]?.at)
  expect(Math.abs((received[0]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(5000)
})

test('a snapshot whose receipt cannot be noted is not acknowledged, and is noted by the retry', async () => {
  let fail = true
  app = await start({
    onSnapshotReceived: async (_repositoryId, snapshotId, at) => {
      if (fail) throw new Error('database away')
      received.push({ snapshotId, at })
    },
  })
  expect((await call({ method: 'POST', path: `snapshots/${name}`, payload: body })).statusCode).toBe(500)
  fail = false
  expect((await call({ method: 'POST', path: `snapshots/${name}`, payload: body })).statusCode).toBe(200)
  expect(received).toHaveLength(1)
})

test.each([
  ['no credential', undefined],
  ['a wrong password', `Basic ${Buffer.from('device:wrong').toString('base64')}`],
  ['another scheme', 'Bearer secret'],
  ['rubbish', 'Basic %%%'],
])('%s opens nothing', async (_what, header) => {
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE'] as const) {
    const answer = await app.inject({
      method,
      url: `/restic/${id}/data/${name}`,
      headers: header === undefined ? {} : { authorization: header },
    })
    expect([method, answer.statusCode]).toEqual([method, 401])
  }
  const list = await app.inject({ url: `/restic/${id}/data/`, headers: header === undefined ? {} : { authorization: header } })
  expect(list.headers['www-authenticate']).toContain('Basic')
})

test('a credential does not open another repository, whether that one exists or not', async () => {
  const other = newId()
  await createFolderStorage({ root }).create(other)
  for (const each of [other, newId(), '..', '%2e%2e', 'x']) {
    const answer = await app.inject({ url: `/restic/${each}/config`, headers: { authorization } })
    expect([401, 404], each).toContain(answer.statusCode)
    expect(answer.body).not.toContain('repository id')
  }
})

test.each([
  'tmp/',
  'uploads/',
  'data/..%2f..%2fconfig',
  `data/${'A'.repeat(64)}`,
  'data/abc',
  `uploads/${'a'.repeat(64)}`,
  `..%2f${'a'.repeat(64)}/x`,
])('%s is no file of a repository', async (path) => {
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    const answer = await call({ method, path, payload: body })
    expect([400, 404, 401], `${method} ${answer.statusCode}`).toContain(answer.statusCode)
  }
})

test('sizes are bounded by what the client says and by what it sends', async () => {
  const big = Buffer.alloc(70_000)
  const declared = await call({ method: 'POST', path: `keys/${name}`, payload: big })
  expect(declared.statusCode).toBe(413)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${address}/restic/${id}/keys/${name}`, {
    method: 'POST',
    headers: { authorization },
    body: new Blob([big]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(answer.status).toBe(413)
  await app.close()
})

test('beyond the quota data is refused, while locks and keys still go in, so that it can be read', async () => {
  const asked: (number | null)[] = []
  app = await start({ withinQuota: async (_repositoryId, bytes) => asked.push(bytes) > 1 })
  expect((await call({ method: 'POST', path: `data/${name}`, payload: body })).statusCode).toBe(507)
  expect((await call({ method: 'POST', path: `locks/${name}`, payload: body })).statusCode).toBe(200)
  expect((await call({ method: 'POST', path: `data/${name}`, payload: body })).statusCode).toBe(200)
  expect(asked).toEqual([10, 10])
})

test('room on the disk is kept for everything else', async () => {
  app = await start({ reserveBytes: Number.MAX_SAFE_INTEGER })
  const answer = await call({ method: 'POST', path: `data/${name}`, payload: body })
  expect([answer.statusCode, answer.body]).toEqual([507, expect.stringContaining('is full')])
  expect((await call({ method: 'POST', path: `locks/${name}`, payload: body })).statusCode).toBe(200)
})

test('an upload that breaks off leaves no file, visible or not', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.write(`POST /restic/${id}/data/${name} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 10\r\n\r\n01234`)
  await expect.poll(() => readdirSync(join(root, id, 'uploads')).length).toBe(1)
  socket.destroy()
  await expect.poll(() => readdirSync(join(root, id, 'uploads')).length).toBe(0)
  await sleep(20)
  expect((await call({ method: 'HEAD', path: `data/${name}` })).statusCode).toBe(404)
  await app.close()
})
