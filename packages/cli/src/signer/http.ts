/** Requests to the server's `/signer/v1`, each signed by the person's key: no password and no session that could be stolen. */
import { ProblemSchema } from '@mainstay/contract'
import { SIGNER_SCHEME } from '@mainstay/contract/trust'
import { type Signer, sha256, signerRequestStatement, toBase64Url } from '@mainstay/envelope'
import { AppError, type Clock, type ErrorCode, errorTable } from '@mainstay/kernel'

/** The part of a zod schema that is needed here. */
type Parser<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } }
export type SignerHttp = <T>(method: 'GET' | 'POST' | 'PUT', path: string, parser: Parser<T>, body?: unknown) => Promise<T>

const TIMEOUT_MS = 30_000

export function createSignerHttp(of: { url: string; signer: () => Promise<Signer>; clock: Clock }): SignerHttp {
  const base = of.url.replace(/\/+$/, '')
  return async (method, path, parser, body) => {
    const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body))
    const headers: Record<string, string> = { authorization: await authorization(await of.signer(), of.clock.now(), method, path, bytes) }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS), ...(body === undefined ? {} : { body: bytes }) }
    const response = await fetch(base + path, init).catch((error: unknown) => {
      throw new AppError('cli.server-unreachable', { url: base, detail: reason(error) })
    })
    const answer: unknown = await response.json().catch(() => null)
    if (!response.ok) throw problemOf(answer, base, response.status)
    const parsed = parser.safeParse(answer)
    if (!parsed.success) throw new AppError('cli.server-answer', { url: base, detail: parsed.error.message.slice(0, 200) })
    return parsed.data
  }
}

async function authorization(signer: Signer, now: Date, method: string, path: string, body: Uint8Array): Promise<string> {
  const at = now.toISOString()
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const statement = signerRequestStatement({ method, path, bodyHash: toBase64Url(await sha256(body)), at, nonce })
  const signature = toBase64Url(await signer.sign(statement))
  return `${SIGNER_SCHEME} keyId="${signer.keyId}", at="${at}", nonce="${nonce}", signature="${signature}"`
}

/** The server's own error as if it had happened here: one table serves both. */
function problemOf(answer: unknown, url: string, status: number): AppError {
  const problem = ProblemSchema.safeParse(answer)
  if (problem.success && isErrorCode(problem.data.code)) return new AppError(problem.data.code, problem.data.data)
  return new AppError('cli.server-answer', { url, detail: `status ${status}` })
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}

/** fetch hides the useful half of a network error in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause instanceof Error ? error.cause.message : error.message
}
