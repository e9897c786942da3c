/** One click on a solution, without a password: GET shows and changes nothing, since scanners follow links; POST says it. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { html, page, PAGE_POLICY } from '../../../platform/pages/index.ts'
import { judgeTicket } from '../judge.ts'
import { loadTicket, type TicketRecord } from '../store.ts'
import { JUDGE_DAYS, type Judged, readJudgeToken } from './judge-link.ts'

type Deps = { database: Database; clock: Clock; mailSecret: string }
type Params = { token: string }

const PATH = '/desk/judge/:token'
const MOST_FORM_BYTES = 1000

export async function judgeRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    )
    const config = { access: 'public' } as const
    scope.get<{ Params: Params }>(PATH, { config }, (request, reply) => answer(reply, () => show(deps, request.params.token)))
    scope.post<{ Params: Params; Body: unknown }>(PATH, { config }, (request, reply) =>
      answer(reply, () => act(deps, request.params.token, request.body)),
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
  return reply
    .headers({
      'content-security-policy': PAGE_POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(text)
}

function read({ mailSecret, clock }: Deps, token: string): Judged {
  const judged = readJudgeToken(token, mailSecret, clock.now())
  if (judged === null) throw new AppError('servicedesk.judge-link-over', { days: JUDGE_DAYS })
  return judged
}

async function show(deps: Deps, token: string): Promise<string> {
  const { clientId, ticketId } = read(deps, token)
  const ticket = await deps.database.transaction(oneClient(clientId), (tx) => loadTicket(tx, ticketId, { lock: false }))
  if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
  return page(
    'Was it solved well?',
    html`<p>“${ticket.subject}”</p>${said(ticket)}${button('good', 'Yes, it was')}${button('bad', 'No, it was not', 'quiet')}`,
  )
}

function button(answerIs: 'good' | 'bad', word: string, look = '') {
  return html`<form method="post"><input type="hidden" name="answer" value="${answerIs}"><button class="${look}">${word}</button></form>`
}

function said({ satisfaction }: TicketRecord) {
  if (satisfaction === null) return html``
  return html`<p>${satisfaction === 'good' ? 'You said that it was.' : 'You said that it was not.'} You can change your mind.</p>`
}

async function act(deps: Deps, token: string, body: unknown): Promise<string> {
  const { clientId, ticketId } = read(deps, token)
  const { answer: given } = (body ?? {}) as { answer?: unknown }
  if (given !== 'good' && given !== 'bad') throw new AppError('platform.not-found', { what: 'answer' })
  const actor = systemActor('link in a mail', [clientId], [])
  await deps.database.transaction(oneClient(clientId), async (tx) => {
    const ticket = await loadTicket(tx, ticketId, { lock: true })
    if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
    await judgeTicket(tx, actor, ticket, given, deps.clock.now())
  })
  return given === 'good'
    ? page('Thank you', html`<p>That is good to hear.</p>`)
    : page('Thank you for saying so', html`<p>We will look at it. If it still does not work, answer our mail: the ticket opens again.</p>`)
}
