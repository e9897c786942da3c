/** `mainstay report`: the month of a client as a PDF, from a real server with a real agent's records. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '@mainstay/kernel'
import { requirePoppler } from '@mainstay/testing'
import { ReportListSchema, ReportViewSchema } from '@mainstay/contract/reports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newClient, refusedBySchema, signerOf, startInstallation } from './installation.ts'

const TODAY = new Date().toISOString().slice(0, 10)
const THIS_MONTH = TODAY.slice(0, 7)
let here: Installation
let client: string
let agent: ReturnType<Installation['start']>
const { toText } = requirePoppler()

beforeAll(async () => {
  here = await startInstallation()
  client = await newClient(here, 'Nordlicht Bäckerei')
  const { token } = JSON.parse((await here.run('token', '--client', client, '--json')).out) as { token: string }
  agent = here.start(['agent', 'run', '--server', here.url, '--data', join(here.folder, 'agent')], { MAINSTAY_TOKEN: token })
  await agent.heard(/"message":"(agent started)"/)
})
afterAll(async () => {
  agent.child.kill('SIGTERM')
  await agent.ended
  await here.stop()
})

const inFolder = (name: string): string => join(here.folder, name)
const report = (...args: string[]) => here.run('report', '--client', client, ...args)

test('a month with records is a draft of them as a PDF, and the output is what its schema says', async () => {
  const out = inFolder('draft.pdf')
  // The records come with the agent's first measurements.
  await expect.poll(async () => (await report('--month', THIS_MONTH, '--out', out)).code, { timeout: 40_000, interval: 1000 }).toBe(0)
  const said = await report('--month', THIS_MONTH, '--out', out, '--json')
  const json = JSON.parse(said.out) as Record<string, unknown>
  expect(await refusedBySchema('report', json)).toBeNull()
  expect(json).toMatchObject({
    file: out,
    clientId: client,
    clientName: 'Nordlicht Bäckerei',
    month: THIS_MONTH,
    status: 'draft',
    sha256: null,
  })
  expect(json['bytes']).toBe(statSync(out).size)
  const text = execFileSync(toText.path, [out, '-'], { encoding: 'utf8' })
  expect(text).toContain('Nordlicht Bäckerei')
  expect(text.replace(/\s+/g, ' ')).toContain(String(json['verdict']).slice(0, 30))
})

test('an approved month is printed as it was frozen, with the hash of what was approved', async () => {
  const http = signerOf(here).context.http
  const draft = await http('POST', `/api/clients/${client}/reports`, ReportViewSchema, { month: THIS_MONTH })
  await http('PUT', `/api/reports/${draft.id}/paragraph`, ReportViewSchema, {
    text: 'A first month: watched, and nothing protected so far.',
  })
  await http('POST', `/api/reports/${draft.id}/approve`, ReportViewSchema, { beforeMonthEnds: true })
  const out = inFolder('approved.pdf')
  writeFileSync(out, 'an older file')
  const { code, out: text } = await report('--month', THIS_MONTH, '--out', out, '--json')
  expect(code).toBe(0)
  const json = JSON.parse(text) as Record<string, unknown>
  expect(json).toMatchObject({ id: draft.id, status: 'approved', version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(execFileSync(toText.path, [out, '-'], { encoding: 'utf8' })).toContain('nothing protected so far')
  const again = await report('--month', THIS_MONTH, '--out', out)
  expect(again.out).toContain('Approved by')
  const { reports } = await http('GET', `/api/clients/${client}/reports?month=${THIS_MONTH}`, ReportListSchema)
  // Printing it made no other version.
  expect(reports).toHaveLength(1)
})

test('a month without records says so, makes no PDF and no draft', async () => {
  const out = inFolder('empty.pdf')
  const { code, err } = await report('--month', '2020-02', '--out', out)
  expect(code).toBe(1)
  expect(err).toBe(
    `mainstay: Nordlicht Bäckerei came to Mainstay on ${TODAY}, after February 2020 was over: there is nothing to report of it. Choose a later month.\n`,
  )
  expect(existsSync(out)).toBe(false)
  const { reports } = await signerOf(here).context.http('GET', `/api/clients/${client}/reports?month=2020-02`, ReportListSchema)
  expect(reports).toEqual([])
  const nobody = await newClient(here, 'No devices yet')
  const empty = await here.run('report', '--client', nobody, '--month', THIS_MONTH, '--out', out)
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('Nothing of No devices yet was recorded')])
})

test('a month that has not begun, and a client that is not there, are named; nothing is left behind', async () => {
  const out = inFolder('never.pdf')
  const future = await report('--month', '2999-01', '--out', out)
  expect([future.code, future.err]).toEqual([1, expect.stringMatching(/January 2999 has not begun/)])
  const unknown = await here.run('report', '--client', newId(), '--month', THIS_MONTH, '--out', out, '--json')
  expect(unknown.code).toBe(1)
  expect(unknown.err).toMatch(/There is no client with this id/)
  expect(JSON.parse(unknown.out)).toMatchObject({ error: { code: 'platform.not-found' } })
  expect(readdirSync(here.folder).filter((name) => name.includes('never'))).toEqual([])
})

test('a file that cannot be written is named before the server is asked', async () => {
  const missing = await report('--month', THIS_MONTH, '--out', inFolder('no/such/folder/x.pdf'), '--server', 'http://127.0.0.1:9')
  expect([missing.code, missing.err]).toEqual([64, expect.stringMatching(/there is no folder .*no\/such\/folder\. Make it first/)])
  const folder = await report('--month', THIS_MONTH, '--out', here.folder)
  expect([folder.code, folder.err]).toEqual([64, expect.stringContaining('is a folder')])
  if (process.getuid?.() === 0) return
  const closed = inFolder('closed')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  expect((await report('--month', THIS_MONTH, '--out', join(closed, 'x.pdf'))).err).toContain('EACCES')
})

test.each([
  [['--month', '2026-13', '--out', 'x.pdf'], /--month is a month as 2026-10, not 2026-13/],
  [['--month', '2026-10', '--out', 'x.pdf', '--paper', 'a5'], /--paper is a4 or letter, not a5/],
  [['--month', '2026-10'], /required option '--out <file>' not specified/],
])('%s exits 64 with one line', async (args, message) => {
  const { code, out, err } = await report(...args)
  expect([code, out]).toEqual([64, ''])
  expect(err).toMatch(message)
  expect(err.trim().split('\n')).toHaveLength(1)
})

test('a server that does not answer is named', async () => {
  const { code, err } = await report('--month', THIS_MONTH, '--out', inFolder('x.pdf'), '--server', 'http://127.0.0.1:9')
  expect([code, err]).toEqual([1, expect.stringContaining('The server at http://127.0.0.1:9 does not answer')])
  expect(readFileSync(inFolder('approved.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
})
