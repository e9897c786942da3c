/** From the last byte of DATA to its answer: look, decide for each recipient, make durable, and only then say 250. */
import { AppError, type Clock, newId } from '@mainstay/kernel'
import type { Readable } from 'node:stream'
import type { Blobs } from '../../platform/blobs/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { hasCode } from '../../platform/files/durable.ts'
import type { Log } from '../../platform/log/index.ts'
import { type Checks, type Findings, inspect } from './checks/inspect.ts'
import { type MessageHead, readHead } from './checks/message-head.ts'
import { domainOf, normalAddress } from './domain/address.ts'
import { listed } from './domain/lists.ts'
import type { MailDomain } from './domain/next-hop.ts'
import { decide, type Decision, type ScannerAnswer } from './domain/decide.ts'
import type { Delivery, EnvelopeWishes } from './queue/delivery.ts'
import type { Dispatcher } from './queue/dispatcher.ts'
import { grouped } from './queue/grouped.ts'
import type { Keeper } from './queue/keeper.ts'
import { traceHeaders } from './queue/trace-headers.ts'
import { receive, type Received } from './smtp/receive.ts'
import { Refusal, refusals } from './smtp/refusal.ts'
import type { Count } from './store/deliveries.ts'
import { loadForMessages, type MailPolicy } from './store/settings.ts'
import type { Teachings } from './teachings.ts'

export type Arrival = {
  stream: Readable
  envelopeFrom: string
  recipients: readonly { address: string; domain: MailDomain; wishes: EnvelopeWishes }[]
  remoteAddress: string
  helo: string
  protocol: string
}

/** The text of a 250, or what is answered instead. */
export type Intake = (arrival: Arrival) => Promise<string | Refusal>

type Settings = Awaited<ReturnType<typeof loadForMessages>>[number]
type Asked = { clientId: string; recipients: readonly string[] }

type Deps = {
  database: Database
  blobs: Blobs
  clock: Clock
  log: Log
  checks: Checks
  keeper: Keeper
  dispatcher: Pick<Dispatcher, 'claim' | 'take'>
  domainsOf(clientId: string): Promise<readonly string[]>
  teachings: Pick<Teachings, 'of'>
  authservId: string
  mostBytes: number
}

type Inside = Deps & { settingsOf: (asked: Asked) => Promise<Settings> }

/** A message that went through so many servers goes round (RFC 5321, 6.3). */
const MOST_HOPS = 50

export function createIntake(given: Deps): Intake {
  // Read anew for each message, since what a person just listed must hold; together for those of one moment.
  const settingsOf = grouped<Asked, Settings>((asked) => {
    const clientIds = [...new Set(asked.map(({ clientId }) => clientId))]
    return given.database.transaction({ clientIds }, (tx) => loadForMessages(tx, asked))
  }, 100)
  const deps: Inside = { ...given, settingsOf }
  return async (arrival) => {
    const received = await receive(arrival.stream, deps)
    if (received instanceof Refusal) return received
    try {
      return await judge(deps, arrival, received)
    } catch (error) {
      const known = error instanceof AppError && (error.code === 'platform.database-unavailable' || error.code === 'platform.disk-full')
      deps.log[known ? 'warn' : 'error']({ err: error }, 'a message could not be taken, and its sender was told to try again')
      const full = hasCode(error, 'ENOSPC', 'EDQUOT') || (error instanceof AppError && error.code === 'platform.disk-full')
      return full ? refusals.noRoom() : refusals.trouble()
    } finally {
      await received.staged.discard().catch((error: unknown) => deps.log.warn({ err: error }, 'a staged message could not be removed'))
    }
  }
}

type Judged = { recipient: Arrival['recipients'][number]; decision: Decision; messageId: string }

async function judge(deps: Inside, arrival: Arrival, { staged, size, sha256 }: Received): Promise<string | Refusal> {
  const head = await readHead(() => staged.read(), deps.authservId)
  if (head === null) return refusals.headersTooLarge()
  if (head.hops > MOST_HOPS) return refusals.loop()
  const { envelopeFrom, remoteAddress, helo } = arrival
  const addresses = arrival.recipients.map(({ address }) => address)
  const findings = await inspect(deps.checks, { open: () => staged.read(), size, envelopeFrom, recipients: addresses, remoteAddress, helo })

  const now = deps.clock.now()
  const judged: Judged[] = []
  for (const [clientId, recipients] of Map.groupBy(arrival.recipients, ({ domain }) => domain.clientId)) {
    const messageId = newId(now.getTime())
    const decisions = await decideFor(deps, clientId, recipients, arrival, head, findings)
    for (const [n, recipient] of recipients.entries()) {
      const decision = decisions[n]
      if (decision !== undefined) judged.push({ recipient, decision, messageId })
    }
  }
  // One answer stands for all recipients: if it must wait for one, it waits for all.
  if (judged.some(({ decision }) => decision.verdict === 'defer')) return refusals.unscanned()
  const refused = judged.every(({ decision }) => decision.verdict === 'reject')
  const deliveries = judged.map((one) => deliveryOf(deps, arrival, head, findings, { size, sha256, now, refused }, one))
  const queued = deliveries.filter(({ state }) => state === 'queued')
  const claim = queued.length === 0 ? null : deps.dispatcher.claim(queued.length)
  await deps.keeper.keep(staged, { deliveries, counts: deliveries.map((one) => countOf(one, findings)), claim })
  if (claim !== null) deps.dispatcher.take(queued, staged.bytes())
  if (refused) return refusals.policy(judged[0]?.decision.reasons[0]?.text ?? 'by policy')
  return `2.0.0 taken as ${judged[0]?.messageId ?? ''}`
}

async function decideFor(
  deps: Inside,
  clientId: string,
  recipients: Arrival['recipients'],
  arrival: Arrival,
  head: MessageHead,
  findings: Findings,
): Promise<Decision[]> {
  const addresses = recipients.map(({ address }) => normalAddress(address))
  const { entries, policy } = await deps.settingsOf({ clientId, recipients: addresses })
  const [ownDomains, teaching] = await Promise.all([deps.domainsOf(clientId), deps.teachings.of(clientId)])
  const score = await findings.scoreFor({ clientId, ownDomains, teaching, recipients: addresses })
  const scanners = findings.scanners.map((one) => withPolicy(one, policy))
  const senders = [arrival.envelopeFrom, ...head.fromAddresses]
  return addresses.map((address) =>
    decide({
      authentication: findings.authentication,
      listed: listed(entries, senders, address),
      scanners,
      blockLists: findings.blockLists,
      score,
    }),
  )
}

function withPolicy({ kind, answer }: Findings['scanners'][number], policy: MailPolicy): ScannerAnswer {
  if (answer.kind !== 'away') return answer
  return { ...answer, policy: kind === 'virus' ? policy.virusScannerAway : policy.spamScannerAway }
}

type Common = { size: number; sha256: string; now: Date; refused: boolean }

function deliveryOf(
  { authservId }: Deps,
  arrival: Arrival,
  head: MessageHead,
  { authentication }: Findings,
  { size, sha256, now, refused }: Common,
  { recipient, decision, messageId }: Judged,
): Delivery {
  const { helo, remoteAddress, protocol } = arrival
  const { verdict, reasons } = decision
  const { headers: results, ...summary } = authentication
  const queued = verdict === 'deliver' || verdict === 'tag'
  return {
    clientId: recipient.domain.clientId,
    receivedAt: now,
    id: newId(now.getTime()),
    messageId,
    sender: arrival.envelopeFrom,
    recipient: recipient.address,
    domain: domainOf(recipient.address),
    fromHeader: head.from,
    subject: head.subject,
    headerId: head.messageId,
    source: `${helo} [${remoteAddress}]`,
    size,
    sha256,
    cut: head.cut,
    addedHeaders: traceHeaders({ authservId, helo, remoteAddress, protocol, messageId, now, results, verdict }),
    envelope: recipient.wishes,
    verdict,
    reasons,
    authentication: summary,
    // When others of the same message take it, what is refused for one stays here instead: there is only one answer.
    state: refused ? 'rejected' : queued ? 'queued' : 'quarantined',
    attempts: 0,
    nextAttemptAt: queued ? now : null,
    lastReply: null,
    nextHop: null,
    doneAt: refused ? now : null,
    releasedBy: null,
    own: false,
  }
}

function countOf({ clientId, receivedAt, verdict, reasons }: Delivery, { scanners }: Findings): Count {
  const stopped = verdict === 'quarantine' || verdict === 'reject'
  const malware = scanners.map(({ answer }) => (answer.kind === 'malware' ? answer.name : '')).find((name) => name !== '') ?? ''
  return {
    clientId,
    day: receivedAt.toISOString().slice(0, 10),
    verdict,
    reason: stopped ? (reasons[0]?.id ?? '') : '',
    name: malware,
    n: 1,
  }
}
