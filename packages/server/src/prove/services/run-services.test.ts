import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofCheck } from '@mainstay/contract/recovery'
import { afterEach, expect, test } from 'vitest'
import { standIn } from '../../../test/sandbox/stand-in.ts'
import { nameOf, needsPrompt, needsServer, portsOf, runService, type ServiceCheck } from './run-services.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function listening(server: Server): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const webServer = (status: number, body: string) =>
  listening(
    createServer((request, response) => {
      response.statusCode = status
      response.end(`${body} for ${request.headers.host}${request.url}`)
    }),
  )

/** Time for a few tries. */
const soon = () => AbortSignal.timeout(500)
const run = (machine: ReturnType<typeof standIn>, check: ServiceCheck) => runService(machine, check, soon())

test.each([
  [{}, 'passed', 'http port 80 / gave 200'],
  [{ path: '/orders', status: 200, contains: '42 orders' }, 'passed', 'http port 80 /orders gave 200 with the expected text'],
  [{ contains: 'localhost/' }, 'passed', 'http port 80 / gave 200 with the expected text'],
  [{ contains: '43 orders' }, 'failed', 'http port 80 / gave 200 without the expected text'],
  [{ status: 204 }, 'failed', 'http port 80 / gave status 200'],
] as const)('a web server that gives 200 and 42 orders, asked %j: %s', async (asked, verdict, evidence) => {
  const machine = standIn({ ports: { 80: await webServer(200, '42 orders') } })
  const { result, reasons } = await run(machine, { kind: 'http', port: 80, ...asked })
  expect([result.verdict, result.evidence]).toEqual([verdict, evidence])
  expect(reasons.map((one) => one.code)).toEqual(verdict === 'passed' ? [] : ['recovery.check.failed'])
})

test('without a status asked, any error of the server fails; one that is asked for passes', async () => {
  const machine = standIn({ ports: { 8080: await webServer(503, 'down') } })
  expect((await run(machine, { kind: 'http', port: 8080 })).result.verdict).toBe('failed')
  expect((await run(machine, { kind: 'http', port: 8080, status: 503 })).result.verdict).toBe('passed')
})

test('HTTPS answers count whatever name and time the certificate is for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'services-tls-'))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=elsewhere.example',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  const port = await listening(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => response.end('safe')))
  rmSync(folder, { recursive: true })
  const machine = standIn({ ports: { 443: port } })
  const { result } = await run(machine, { kind: 'http', port: 443, tls: true, contains: 'safe' })
  expect([result.verdict, result.evidence]).toEqual(['passed', 'https port 443 / gave 200 with the expected text'])
})

test('a server that breaks off, or answers without end, fails in bounded time', async () => {
  const breaking = await listening(createTcpServer((socket) => socket.end('nonsense\r\n\r\n')))
  expect((await run(standIn({ ports: { 80: breaking } }), { kind: 'http', port: 80 })).result.verdict).toBe('failed')
  const endless = await listening(
    createServer((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    }),
  )
  const { result } = await run(standIn({ ports: { 80: endless } }), { kind: 'http', port: 80, contains: '42 orders' })
  expect([result.verdict, result.evidence]).toEqual(['failed', 'http port 80 / gave 200 without the expected text'])
})

test('a port passes only when the guest itself took the connection', async () => {
  const port = await listening(createTcpServer(() => {}))
  expect((await run(standIn({ ports: { 22: port } }), { kind: 'tcp', port: 22 })).result).toMatchObject({
    verdict: 'passed',
    evidence: 'port 22 took a connection',
  })
  // QEMU took it, the guest did not.
  expect((await run(standIn({ ports: { 22: port }, established: () => [] }), { kind: 'tcp', port: 22 })).result).toMatchObject({
    verdict: 'failed',
    evidence: 'port 22 did not answer',
  })
})

test('a port that the guest refuses, and one that is not forwarded', async () => {
  const port = await listening(createTcpServer((socket) => socket.destroy()))
  expect((await run(standIn({ ports: { 22: port }, established: () => [] }), { kind: 'tcp', port: 22 })).result.evidence).toBe(
    'port 22 refused the connection',
  )
  expect((await run(standIn(), { kind: 'tcp', port: 22 })).result.evidence).toBe('port 22 is not forwarded')
})

test('a service that comes up late passes when it does', async () => {
  const port = await listening(createTcpServer(() => {}))
  let ready = false
  setTimeout(() => (ready = true), 700)
  const machine = standIn({ ports: { 22: port }, established: () => (ready ? [22] : []) })
  const { result } = await runService(machine, { kind: 'tcp', port: 22 }, AbortSignal.timeout(5000))
  expect(result.verdict).toBe('passed')
  expect(result.seconds).toBeGreaterThan(0.6)
})

test('a text on the console is found wherever it was written', async () => {
  const machine = standIn()
  machine.shows('Started database.\nweb login: ')
  expect((await run(machine, { kind: 'serial', contains: 'Started database' })).result.verdict).toBe('passed')
  expect((await run(machine, { kind: 'serial', contains: 'Started mail' })).result.verdict).toBe('failed')
})

test('a dialogue is typed line by line, and only what comes after its last line counts', async () => {
  const answers: Record<string, string> = {
    '\n': 'web login: ',
    'root\n': 'root\r\nPassword: ',
    'secret\n': '\r\n# ',
    'cat /srv/orders\n': '1,42\r\n# ',
  }
  const machine = standIn({ answer: (typed) => answers[typed] ?? '' })
  machine.shows('1,43 was on the console before\n')
  const dialogue = [
    { wait: 'login:', send: 'root' },
    { wait: 'Password:', send: 'secret' },
    { wait: '# ', send: 'cat /srv/orders' },
  ]
  expect((await run(machine, { kind: 'serial', contains: '1,42', dialogue })).result.verdict).toBe('passed')
  expect(machine.typed).toEqual(['\n', 'root\n', 'secret\n', 'cat /srv/orders\n'])
  const other = await run(machine, { kind: 'serial', contains: '1,43', dialogue })
  expect(other.result).toMatchObject({ verdict: 'failed', evidence: 'the console did not answer the dialogue with the expected text' })
})

test('a dialogue that is not answered says at which line', async () => {
  const machine = standIn({ answer: (typed) => (typed === '\n' ? 'web login: ' : '') })
  const dialogue = [
    { wait: 'login:', send: 'root' },
    { wait: 'Password:', send: 'secret' },
  ]
  const { result } = await run(machine, { kind: 'serial', contains: '#', dialogue })
  expect(result).toMatchObject({ verdict: 'failed', evidence: 'line 2 of the dialogue was not typed: what it waits for did not come' })
  expect(result.evidence).not.toContain('secret')
})

test('what needs a server, a prompt or a port, and what a check is called', () => {
  const checks: ProofCheck[] = [
    { kind: 'tcp', port: 5432 },
    { kind: 'http', port: 80, path: '/health' },
    { kind: 'serial', contains: 'x' },
    { kind: 'plugin', command: ['check_http', '-H', '{host}', '-p', '{port:8080}', '-u', '/?to={port:81}'] },
    { kind: 'sql', engine: 'postgres', query: 'select 1', min: 1 },
    { kind: 'sql', engine: 'postgres', query: 'select 1', min: 1, port: 1, login: { user: 'root' } },
    { kind: 'command', command: 'true' },
    { kind: 'file', path: '/etc/hosts' },
    { kind: 'count', path: '/srv', min: 1 },
  ]
  const server = checks.filter(needsServer)
  expect(server.map((check) => [nameOf(check), needsPrompt(check)])).toEqual([
    ['of port 5432', false],
    ['of port 80/health', false],
    ['of the console', true],
    ['check_http', false],
    ['of postgres', false],
    ['of postgres', true],
    ['“true”', true],
  ])
  expect(portsOf(checks)).toEqual([5432, 80, 8080, 81, 5432])
})
