/** The one way to the server: JSON in and out, and every failure as an `ApiFailure` with its code. */
import type { Problem } from '@mainstay/contract'
import type { ErrorCode } from '@mainstay/kernel'

/** Codes of the server's table, and two that only a browser can see. */
export type FailureCode = ErrorCode | 'console.unreachable' | 'console.unexpected-answer'

export class ApiFailure extends Error {
  readonly code: FailureCode
  readonly status: number
  /** What the server says about it; the log has it under `requestId`. */
  readonly data: Problem['data']
  readonly requestId: string | null

  constructor(o: { code: FailureCode; title: string; status: number; data?: Problem['data']; requestId?: string | null }) {
    super(o.title)
    this.name = 'ApiFailure'
    this.code = o.code
    this.status = o.status
    this.data = o.data ?? {}
    this.requestId = o.requestId ?? null
  }
}

/** What a contract schema describes, without shipping the schema: the server validates what it sends. */
export type Answer<S extends { _zod: { output: unknown } }> = S['_zod']['output']

export type Query = Record<string, string | number | boolean | undefined>

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call<T>('GET', withQuery(path, query), undefined, signal)
}

export function send<T = null>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return call<T>(method, path, body)
}

export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`
}

async function call<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await reach(path, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  const text = await response.text()
  if (response.ok) return (text === '' ? null : parse(text, response.status)) as T
  throw failureOf(parse(text, response.status), response.status)
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiFailure({ code: 'console.unreachable', title: 'The server does not answer.', status: 0 })
  }
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiFailure({ code: 'console.unexpected-answer', title: `The server answered something unexpected (${status}).`, status })
  }
}

function failureOf(answer: unknown, status: number): ApiFailure {
  const problem = answer as Partial<Problem> | null
  if (typeof problem?.code !== 'string' || typeof problem.title !== 'string')
    return new ApiFailure({ code: 'console.unexpected-answer', title: `The server refused without a reason (${status}).`, status })
  return new ApiFailure({
    code: problem.code as FailureCode,
    title: problem.title,
    status,
    data: problem.data ?? {},
    requestId: problem.requestId ?? null,
  })
}
