/** A server that speaks the agent's wire, for tests and the benchmark: it judges what it gets by the contract's own schemas. */
import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { gunzipSync } from 'node:zlib'
import {
  type AgentResult,
  ChallengeRequestSchema,
  EnrolRequestSchema,
  type EnrolRequest,
  type Inventory,
  InventorySchema,
  type MetricsBatch,
  MetricsBatchSchema,
  ResultsRequestSchema,
  SessionRequestSchema,
  type SignedEnvelope,
} from '@mainstay/contract/agent'
import { enrolmentStatement, generateKeyPair, type KeyPair, sessionStatement, sign, toBase64Url, verifyText } from '@mainstay/envelope'
import { newId } from '@mainstay/kernel'
import { createResticRest } from './restic-rest.ts'

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> }
export type FakeServer = {
  url: string
  key: KeyPair
  /** What it received, and when (ms). */
  batches: (MetricsBatch & { receivedAt: number })[]
  results: AgentResult[]
  inventories: Inventory[]
  enrolments: EnrolRequest[]
  devices: Map<string, { publicKey: string; clientId: string }>
  /** Paths called, in order. */
  calls: string[]
  envelopes: SignedEnvelope[]
  /** Answers in place of the real one, when it gives something. */
  intercept: (path: string) => Reply | null
  /** Makes all tokens of sessions invalid. */
  expireSessions(): void
  wake(): void
  close(): Promise<void>
}

export type FakeServerOptions = {
  authority: string[]
  head: string
  /** Secrets that may enrol, each once (the same key may come again). */
  secrets: Set<string>
  tls?: { key: string; cert: string }
  /** The folder of the restic repositories. */
  repositories?: string
  port?: number
}

export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const key = await generateKeyPair()
  const used = new Map<string, { publicKey: string; deviceId: string }>()
  const challenges = new Set<string>()
  const tokens = new Map<string, string>()
  const waiters = new Set<() => void>()
  const rest = options.repositories === undefined ? null : createResticRest(options.repositories)
  const fake: FakeServer = {
    url: '',
    key,
    batches: [],
    results: [],
    inventories: [],
    enrolments: [],
    devices: new Map(),
    calls: [],
    envelopes: [],
    intercept: () => null,
    expireSessions: () => tokens.clear(),
    wake: () => waiters.forEach((wake) => wake()),
    close: () => closed(),
  }

  async function enrol(request: EnrolRequest): Promise<Reply> {
    fake.enrolments.push(request)
    const known = used.get(request.secret)
    if (!options.secrets.has(request.secret)) return problem(403, 'trust.token-unknown', 'This enrolment token is not known here.')
    if (known !== undefined && known.publicKey !== request.publicKey)
      return problem(403, 'trust.token-used', 'This enrolment token was used already.')
    const deviceId = known?.deviceId ?? newId()
    used.set(request.secret, { publicKey: request.publicKey, deviceId })
    fake.devices.set(deviceId, { publicKey: request.publicKey, clientId: request.clientId })
    const issuedAt = new Date().toISOString()
    const { clientId, nonce, publicKey } = request
    const statement = enrolmentStatement({ nonce, agentPublicKey: publicKey, deviceId, clientId, authorityHead: options.head, issuedAt })
    const signature = toBase64Url(await sign(key.privateKey, statement))
    return ok({ v: 1, deviceId, clientId, serverPublicKey: key.publicKey, authority: options.authority, issuedAt, signature })
  }

  async function openSession(body: unknown): Promise<Reply> {
    const { deviceId, challenge, signature } = SessionRequestSchema.parse(body)
    const device = fake.devices.get(deviceId)
    const holds = device !== undefined && (await verifyText(device.publicKey, signature, sessionStatement({ deviceId, challenge })))
    if (!holds || !challenges.delete(challenge)) return problem(403, 'devices.session-refused', 'The server does not take this device.')
    const token = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    tokens.set(token, deviceId)
    const now = new Date()
    return ok({ v: 1, token, expiresAt: new Date(now.getTime() + 3_600_000).toISOString(), now: now.toISOString() })
  }

  function metrics(body: unknown): Reply {
    const batch = MetricsBatchSchema.parse(body)
    const receivedAt = Date.now()
    fake.batches.push({ ...batch, receivedAt })
    const accepted = batch.series.reduce((sum, series) => sum + series.points.length, 0)
    return ok({ v: 1, accepted, rejected: [], clockSkewSeconds: (batch.sentAt - receivedAt) / 1000 })
  }

  async function envelopes(query: URLSearchParams): Promise<Reply> {
    const answer = () => {
      const index = fake.envelopes.findIndex(({ id }) => id === query.get('after'))
      const authority = query.get('authorityHead') === options.head ? [] : options.authority
      return { v: 1, authority, envelopes: fake.envelopes.slice(index + 1) }
    }
    if (answer().envelopes.length === 0 && answer().authority.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Number(query.get('wait')) * 1000)
        function done(): void {
          clearTimeout(timer)
          waiters.delete(done)
          resolve()
        }
        waiters.add(done)
      })
    }
    return ok(answer())
  }

  async function route(path: string, query: URLSearchParams, body: unknown, token: string): Promise<Reply> {
    if (path === '/agent/v1/enrol') return enrol(EnrolRequestSchema.parse(body))
    if (path === '/agent/v1/challenge') {
      ChallengeRequestSchema.parse(body)
      const challenge = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
      challenges.add(challenge)
      return ok({ v: 1, challenge, now: new Date().toISOString() })
    }
    if (path === '/agent/v1/session') return openSession(body)
    const deviceId = tokens.get(token)
    if (deviceId === undefined) return problem(401, 'devices.session-needed', 'The session is missing or over.')
    if (path === '/agent/v1/metrics') return metrics(body)
    if (path === '/agent/v1/envelopes') return envelopes(query)
    if (path === '/agent/v1/results') {
      fake.results.push(...ResultsRequestSchema.parse(body).results)
      return ok({ v: 1 })
    }
    if (path === '/agent/v1/inventory') {
      fake.inventories.push(InventorySchema.parse(body))
      return ok({ v: 1 })
    }
    if (path === '/agent/v1/repository') {
      return ok({ v: 1, path: `/restic/${deviceId}/`, username: deviceId, password: 'a password', repositoryKey: 'a repository key' })
    }
    return problem(404, 'platform.route-not-found', 'There is no such address here.')
  }

  const listener: RequestListener = (request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
      if (pathname.startsWith('/restic/') && rest !== null) return rest(request, response)
      fake.calls.push(pathname)
      const body = await readBody(request)
      send(
        response,
        fake.intercept(pathname) ?? (await route(pathname, searchParams, body, (request.headers.authorization ?? '').slice(7))),
      )
    })().catch((error: unknown) => send(response, problem(400, 'platform.invalid-input', String(error))))
  }
  const server = options.tls === undefined ? createHttp(listener) : createHttps(options.tls, listener)
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  fake.url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  function closed(): Promise<void> {
    fake.wake()
    return new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
  return fake
}

function ok(body: unknown): Reply {
  return { status: 200, body }
}

export function problem(status: number, code: string, title: string, headers: Record<string, string> = {}): Reply {
  return { status, body: { type: 'about:blank', title, status, code, data: {}, requestId: 'test' }, headers }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8')
  return text === '' ? null : JSON.parse(text)
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body ?? {}))
}
