/** A page behind a link that needs no password: GET shows and changes nothing, since scanners follow links; POST acts. */
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { html, page } from './html.ts'

type LinkPage = {
  /** With `:token`; public, because the token is the whole right. */
  path: string
  /** Each gives a whole page; an AppError becomes one that says why not. */
  show(token: string): Promise<string>
  act(token: string, form: Readonly<Record<string, unknown>>): Promise<string>
}

type Params = { token: string }

const MOST_FORM_BYTES = 1000
/** Nothing loads, nothing runs, nobody frames it; a form goes to us alone. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

export async function linkPage(app: FastifyInstance, { path, show, act }: LinkPage): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    )
    const config = { access: 'public' } as const
    scope.get<{ Params: Params }>(path, { config }, (request, reply) => answer(reply, () => show(request.params.token)))
    scope.post<{ Params: Params; Body: unknown }>(path, { config }, (request, reply) =>
      answer(reply, () => act(request.params.token, (request.body ?? {}) as Record<string, unknown>)),
    )
  })
}

async function answer(reply: FastifyReply, make: () => Promise<string>): Promise<FastifyReply> {
  let text: string
  try {
    text = await make()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    reply.code(error.status)
    text = page('This cannot be done', html`<p>${error.message}</p>`)
  }
  return reply.headers(HEADERS).type('text/html; charset=utf-8').send(text)
}
