/** One click on a solution, without a password. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { html, linkPage, page } from '../../../platform/pages/index.ts'
import { judgeTicket } from '../judge.ts'
import { loadTicket, type TicketRecord } from '../store.ts'
import { JUDGE_DAYS, type Judged, readJudgeToken } from './judge-link.ts'

type Deps = { database: Database; clock: Clock; mailSecret: string }
export function judgeRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  return linkPage(app, {
    path: '/desk/judge/:token',
    show: (token) => show(deps, token),
    act: (token, form) => act(deps, token, form['answer']),
  })
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

async function act(deps: Deps, token: string, given: unknown): Promise<string> {
  const { clientId, ticketId } = read(deps, token)
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
