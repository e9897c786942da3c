/** Talks HTTP with one Mainstay server: time limits, plain reasons, and what an answer means for a retry. */
import { retryAfterMs } from './backoff.ts'
import { reasonOf } from './log.ts'

export type Answer =
  | { kind: 'ok'; status: number; text: string }
  /** The server does not want this, and will not later: `code` is its problem's code where it gave one. */
  | { kind: 'refused'; status: number; code: string | null; text: string }
  /** No answer, or one that asks to come again. */
  | { kind: 'away'; status: number | null; reason: string; retryAfterMs: number }

export type Call = {
  path: string
  method?: 'GET' | 'POST'
  body?: string | Uint8Array<ArrayBuffer>
  gzip?: boolean
  token?: string
  timeoutMs?: number
  signal?: AbortSignal
}

export type Server = { base: string; call(call: Call): Promise<Answer> }

const TIMEOUT_MS = 20_000
/** Longest answer that is read; a hostile server must not fill the memory. */
const LONGEST_ANSWER = 8 * 1024 * 1024

export function createServer(base: string, agentVersion: string, now = () => new Date()): Server {
  return {
    base,
    async call({ path, method = 'POST', body, gzip = false, token, timeoutMs = TIMEOUT_MS, signal }) {
      const headers: Record<string, string> = { 'user-agent': `mainstay-agent/${agentVersion}` }
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (gzip) headers['content-encoding'] = 'gzip'
      if (token !== undefined) headers.authorization = `Bearer ${token}`
      const limit = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetch(base + path, {
          method,
          headers,
          redirect: 'manual',
          signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
          ...(body === undefined ? {} : { body }),
        })
        return meaning(response.status, await boundedText(response), retryAfterMs(response.headers.get('retry-after'), now()))
      } catch (error) {
        return { kind: 'away', status: null, reason: reasonOf(error), retryAfterMs: 0 }
      }
    },
  }
}

/** A 404 is away too: it comes from a wrong proxy or an older server, and says nothing about what was sent. */
function meaning(status: number, text: string, wait: number): Answer {
  if (status >= 200 && status < 300) return { kind: 'ok', status, text }
  const code = problemCode(text)
  const again = status >= 500 || status < 400 || status === 408 || status === 425 || status === 429 || (status === 404 && !isOurs(code))
  if (again) return { kind: 'away', status, reason: `the server answered ${status}${code === null ? '' : ` ${code}`}`, retryAfterMs: wait }
  return { kind: 'refused', status, code, text: text.slice(0, 2000) }
}

function isOurs(code: string | null): boolean {
  return code !== null && code !== 'platform.route-not-found'
}

function problemCode(text: string): string | null {
  return /"code"\s*:\s*"([a-z0-9.-]{1,80})"/.exec(text.slice(0, 4000))?.[1] ?? null
}

async function boundedText(response: Response): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > LONGEST_ANSWER) throw new Error('the answer is too long')
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    if (text.length > LONGEST_ANSWER) {
      await reader.cancel()
      throw new Error('the answer is too long')
    }
  }
}

/** An address that may be spoken to: https anywhere, http only to this machine itself. Null says that it may not. */
export function serverAddress(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return null
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
