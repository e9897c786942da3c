/** restic's REST protocol, version 2, append-only, as a Fastify plugin over a storage (https://restic.readthedocs.io, "REST backend"). */
import { Readable } from 'node:stream'
import { AppError, isId } from '@mainstay/kernel'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { basicCredentials } from './basic-auth.ts'
import { isFileName, isFileType, isNeededForReading, MAX_BYTES } from './names.ts'
import { parseRange } from './range.ts'
import type { FileType, RepositoryStorage, StoredFile } from './storage.ts'

const V1 = 'application/vnd.x.restic.rest.v1'
const V2 = 'application/vnd.x.restic.rest.v2'

export type RestBackendDeps = {
  storage: RepositoryStorage
  /** Whether this credential opens this repository. It never learns of others: a denied one is answered like an unknown one. */
  authorise: (username: string, password: string, repositoryId: string) => Promise<boolean>
  /** Called before a snapshot is acknowledged, again for a repeated upload: `at` is the server's own time of the first receipt. */
  onSnapshotReceived?: (repositoryId: string, snapshotId: string, at: Date) => Promise<void>
  /** Whether `bytes` more may be stored (null: the client did not say how many). */
  withinQuota?: (repositoryId: string, bytes: number | null) => Promise<boolean>
  /** Bytes that stay free on the disk for everything else; backups are refused before. */
  reserveBytes?: number
}

type Params = { repository: string; type: string; name: string }
type Request = FastifyRequest<{ Params: Params; Querystring: { create?: string } }>

/** 512 MiB: a database on the same disk keeps working when backups have filled the rest. */
const DEFAULT_RESERVE = 512 * 1024 * 1024

export function createRestBackend(deps: RestBackendDeps): FastifyPluginAsync {
  const { storage } = deps
  const reserve = deps.reserveBytes ?? DEFAULT_RESERVE

  return async (app: FastifyInstance) => {
    // Bodies stay streams: Fastify's own parsers and limits would hold them in memory.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    app.addHook('onRequest', async (request, reply) => {
      const { repository } = request.params as Params
      const credentials = basicCredentials(request.headers.authorization)
      const allowed =
        credentials !== null && isId(repository) && (await deps.authorise(credentials.username, credentials.password, repository))
      if (allowed) return
      reply.header('www-authenticate', 'Basic realm="restic repository"')
      throw new AppError('recovery.repository.denied')
    })
    // It asks restic's own credential, above.
    const own = { config: { access: 'own' as const, body: 'while-it-moves' as const } }
    app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply))

    app.post('/:repository', own, create)
    app.post('/:repository/', own, create)
    app.route({
      ...own,
      method: 'HEAD',
      url: '/:repository/config',
      handler: (request: Request, reply) => head(request, reply, { type: 'config' }),
    })
    app.route({
      ...own,
      method: 'GET',
      url: '/:repository/config',
      exposeHeadRoute: false,
      handler: (request: Request, reply) => get(request, reply, { type: 'config' }),
    })
    app.post('/:repository/config', own, (request: Request, reply) => post(request, reply, { type: 'config' }))
    app.delete('/:repository/config', own, async () => {
      throw new AppError('recovery.repository.append-only')
    })
    for (const url of ['/:repository/:type', '/:repository/:type/'])
      app.route({ ...own, method: 'GET', url, exposeHeadRoute: false, handler: list })
    const url = '/:repository/:type/:name'
    app.route({ ...own, method: 'HEAD', url, handler: (request: Request, reply) => head(request, reply, fileOf(request)) })
    app.route({
      ...own,
      method: 'GET',
      url,
      exposeHeadRoute: false,
      handler: (request: Request, reply) => get(request, reply, fileOf(request)),
    })
    app.post(url, own, (request: Request, reply) => post(request, reply, fileOf(request)))
    app.delete(url, own, remove)
  }

  async function create(request: FastifyRequest, reply: FastifyReply) {
    const { params, query } = request as Request
    if (query.create !== 'true') throw new AppError('platform.invalid-input', { detail: 'a repository is made by POST with ?create=true' })
    if ((await storage.create(params.repository)) === 'disk-full') throw diskFull(params.repository)
    return reply.code(200).send()
  }

  async function list(request: FastifyRequest, reply: FastifyReply) {
    const { repository, type } = (request as Request).params
    if (!isFileType(type)) throw new AppError('recovery.repository.bad-name', { name: type })
    if (!(await storage.exists(repository))) throw new AppError('recovery.repository.no-file', { name: type })
    const withSizes = request.headers.accept === V2
    reply.header('content-type', withSizes ? V2 : V1)
    return reply.send(Readable.from(jsonArray(storage.list(repository, type), withSizes)))
  }

  async function head(request: Request, reply: FastifyReply, file: StoredFile) {
    const found = await storage.stat(request.params.repository, file)
    if (found === null) throw new AppError('recovery.repository.no-file', { name: nameOf(file) })
    return reply.header('content-length', found.size).header('accept-ranges', 'bytes').send()
  }

  async function get(request: Request, reply: FastifyReply, file: StoredFile) {
    const { repository } = request.params
    const found = await storage.stat(repository, file)
    if (found === null) throw new AppError('recovery.repository.no-file', { name: nameOf(file) })
    const range = parseRange(request.headers.range, found.size)
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${found.size}`)
      throw new AppError('recovery.repository.bad-range', { name: nameOf(file), size: found.size })
    }
    const { start, end } = range === 'all' ? { start: 0, end: found.size } : range
    const stream = await storage.read(repository, file, { start, end })
    if (stream === null) throw new AppError('recovery.repository.no-file', { name: nameOf(file) })
    if (range !== 'all') reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${found.size}`)
    return reply
      .type('application/octet-stream')
      .header('content-length', end - start)
      .header('accept-ranges', 'bytes')
      .send(stream)
  }

  async function post(request: Request, reply: FastifyReply, file: StoredFile) {
    const { repository } = request.params
    const maxBytes = MAX_BYTES[file.type]
    const declared = declaredBytes(request)
    if (declared !== null && declared > maxBytes) throw tooLarge(file)
    if (!isNeededForReading(file.type)) {
      const free = await storage.freeBytes()
      if (free !== null && free - (declared ?? 0) < reserve) throw diskFull(repository)
      if (deps.withinQuota !== undefined && !(await deps.withinQuota(repository, declared))) {
        throw new AppError('recovery.repository.quota', { repository })
      }
    }
    const body = request.body instanceof Readable ? request.body : Readable.from([])
    const written = await storage.write(repository, file, body, { maxBytes })
    switch (written.outcome) {
      case 'created':
      case 'identical':
        if (file.type === 'snapshots') await deps.onSnapshotReceived?.(repository, file.name, written.receivedAt)
        return reply.code(200).send()
      case 'different':
        throw new AppError('recovery.repository.append-only')
      case 'hash-mismatch':
        throw new AppError('recovery.repository.hash-mismatch', { name: nameOf(file) })
      case 'too-large':
        throw tooLarge(file)
      case 'no-repository':
        throw new AppError('recovery.repository.no-file', { name: nameOf(file) })
      case 'disk-full':
        throw diskFull(repository)
    }
  }

  async function remove(request: FastifyRequest, reply: FastifyReply) {
    const file = fileOf(request as Request)
    if (file.type !== 'locks') throw new AppError('recovery.repository.append-only')
    const removed = await storage.remove((request as Request).params.repository, file)
    if (!removed) throw new AppError('recovery.repository.no-file', { name: nameOf(file) })
    return reply.code(200).send()
  }
}

function fileOf(request: Request): StoredFile & { type: FileType } {
  const { type, name } = request.params
  if (!isFileType(type)) throw new AppError('recovery.repository.bad-name', { name: type })
  if (!isFileName(name)) throw new AppError('recovery.repository.bad-name', { name })
  return { type, name }
}

function nameOf(file: StoredFile): string {
  return file.type === 'config' ? 'config' : `${file.type}/${file.name}`
}

function declaredBytes(request: FastifyRequest): number | null {
  const header = request.headers['content-length']
  return header === undefined ? null : Number(header)
}

function diskFull(repository: string): AppError {
  return new AppError('platform.disk-full', { path: `repository ${repository}` })
}

function tooLarge(file: StoredFile): AppError {
  return new AppError('platform.too-large', { limit: `${MAX_BYTES[file.type]} bytes for ${file.type}` })
}

async function* jsonArray(files: AsyncIterable<{ name: string; size: number }>, withSizes: boolean): AsyncIterable<string> {
  let before = '['
  for await (const { name, size } of files) {
    yield before + (withSizes ? `{"name":"${name}","size":${size}}` : `"${name}"`)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

/** restic shows its user the status line alone, so the text is for the one who looks with curl; the log has the code. */
function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (!(error instanceof AppError)) {
    const cutOff = error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
    request.log[cutOff ? 'info' : 'error']({ err: error }, cutOff ? 'restic upload was cut off' : 'restic request failed')
    return reply
      .code(cutOff ? 400 : 500)
      .type('text/plain')
      .send(cutOff ? 'The upload was cut off.\n' : 'Something failed inside Mainstay.\n')
  }
  if (error.status === 507) request.log.error({ code: error.code, ...error.data }, 'restic upload refused')
  return reply.code(error.status).type('text/plain; charset=utf-8').send(`${error.message}\n`)
}
