/** A browser as far as HTTP sees one: keeps cookies, says where its requests come from. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

export type Browser = {
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  send(method: 'PATCH' | 'DELETE' | 'PUT', url: string, body?: unknown): Promise<LightMyRequestResponse>
  signIn(email: string, password: string): Promise<LightMyRequestResponse>
  /** The last Set-Cookie of this name, whole. */
  setCookie(name: string): string | undefined
  cookies: Map<string, string>
}

const OURS = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin', host: 'localhost' }

export function openBrowser(app: FastifyInstance, remoteAddress: string): Browser {
  const cookies = new Map<string, string>()
  const seen = new Map<string, string>()
  const send = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT', url: string, body: unknown, headers: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await app.inject({
      method,
      url,
      remoteAddress,
      headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) keep(line)
    return response
  }
  const keep = (line: string): void => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    seen.set(name, line)
    if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }
  const post: Browser['post'] = (url, body, headers) => send('POST', url, body, headers ?? OURS)
  return {
    cookies,
    post,
    get: (url, headers) => send('GET', url, undefined, headers ?? OURS),
    send: (method, url, body) => send(method, url, body, OURS),
    signIn: (email, password) => post('/api/auth/sign-in/email', { email, password }),
    setCookie: (name) => seen.get(name),
  }
}
