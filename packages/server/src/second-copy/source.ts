/** The first server as a copy sees it: it is read, told how the copy stands, and asked for nothing else. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import {
  CopiedFilesSchema,
  type CopiedFileType,
  type CopiedFiles,
  type CopyReport,
  type CopyWork,
  CopyWorkSchema,
  SealedKeySchema,
} from '@mainstay/contract/recovery'
import { AppError, type Id } from '@mainstay/kernel'
import type { z } from 'zod'

export type CopySource = {
  work(): Promise<CopyWork>
  files(deviceId: Id): Promise<CopiedFiles['files']>
  /** Null: it is not there any more. */
  open(deviceId: Id, type: CopiedFileType, name: string): Promise<Readable | null>
  /** Null: this copy's key was not added at the first server. */
  sealedKey(deviceId: Id, publicKey: string): Promise<string | null>
  /** False: this copy's key was not added at the first server. */
  report(report: CopyReport): Promise<boolean>
}

const TIMEOUT_MS = 60_000

export function httpSource({ server, token, signal }: { server: string; token: string; signal: AbortSignal }): CopySource {
  const base = server.replace(/\/+$/, '')
  const headers = { authorization: `Bearer ${token}` }
  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    // Until the answer begins; how long a file takes is the line's affair.
    const slow = new AbortController()
    const timer = setTimeout(() => slow.abort(), TIMEOUT_MS)
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    try {
      return await fetch(`${base}${path}`, {
        method,
        headers: { ...headers, ...type },
        ...json,
        signal: AbortSignal.any([signal, slow.signal]),
      })
    } catch (cause) {
      signal.throwIfAborted()
      throw new AppError('recovery.copy.unreachable', { server: base }, { cause })
    } finally {
      clearTimeout(timer)
    }
  }
  /** A line that breaks in the middle of a file is a server that cannot be reached. */
  async function* whole(body: Readable): AsyncGenerator<Buffer> {
    try {
      yield* body as AsyncIterable<Buffer>
    } catch (cause) {
      signal.throwIfAborted()
      throw new AppError('recovery.copy.unreachable', { server: base }, { cause })
    }
  }
  async function parsed<T extends z.ZodType>(answer: Response, schema: T): Promise<z.infer<T>> {
    if (!answer.ok) throw await refused(answer)
    const read = schema.safeParse(await answer.json())
    if (!read.success) throw new AppError('recovery.copy.refused', { detail: 'its answer is not one of a Mainstay server' })
    return read.data
  }
  return {
    work: async () => parsed(await ask('GET', '/api/copies/work'), CopyWorkSchema),
    files: async (deviceId) => (await parsed(await ask('GET', `/api/copies/repositories/${deviceId}/files`), CopiedFilesSchema)).files,
    open: async (deviceId, type, name) => {
      const answer = await ask('GET', `/api/copies/repositories/${deviceId}/files/${type}/${name}`)
      if (answer.status === 404) return null
      if (!answer.ok || answer.body === null) throw await refused(answer)
      return Readable.from(whole(Readable.fromWeb(answer.body as ReadableStream)))
    },
    sealedKey: async (deviceId, publicKey) => {
      const answer = await ask('POST', `/api/copies/repositories/${deviceId}/key`, { publicKey })
      return answer.status === 403 ? null : (await parsed(answer, SealedKeySchema)).sealed
    },
    report: async (report) => {
      const answer = await ask('POST', '/api/copies/reports', report)
      if (answer.status === 403) return false
      if (!answer.ok) throw await refused(answer)
      return true
    },
  }
}

async function refused(answer: Response): Promise<AppError> {
  const body = (await answer.json().catch(() => null)) as { title?: unknown } | null
  return new AppError('recovery.copy.refused', { detail: typeof body?.title === 'string' ? body.title : `status ${answer.status}` })
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
