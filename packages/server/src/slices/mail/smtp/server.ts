/** The SMTP side towards the world: smtp-server with our answers to connection, sender, recipient and message. */
import { domainToASCII } from 'node:url'
import { AppError, type Clock } from '@mainstay/kernel'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Log } from '../../../platform/log/index.ts'
import { domainOf } from '../domain/address.ts'
import { createGate, type Limits } from '../domain/limits.ts'
import type { MailDomain } from '../domain/next-hop.ts'
import type { Arrival, Intake } from '../intake.ts'
import type { EnvelopeWishes } from '../queue/delivery.ts'
import type { Recipients } from './recipients.ts'
import { Refusal, refusals } from './refusal.ts'

export type SmtpDeps = {
  name: string
  clock: Clock
  log: Log
  limits: Limits
  /** Of PEM; without, STARTTLS is not offered. */
  tls: { cert: Buffer; key: Buffer } | null
  /** Addresses whose XCLIENT is believed, and those that speak the PROXY protocol. */
  xclientFrom: readonly string[]
  proxyFrom: readonly string[]
  /** Whose mailbox it is, and where it goes; null: nobody's here. */
  destinationOf(address: string): Promise<MailDomain | null>
  recipients: Recipients
  intake: Intake
}

export type SmtpListener = { port: number; close(): Promise<void> }

type Session = Parameters<NonNullable<SMTPServerOptions['onConnect']>>[0]
type Address = Parameters<NonNullable<SMTPServerOptions['onRcptTo']>>[0]

const IDLE_MS = 300_000

export async function listenSmtp(deps: SmtpDeps, where: { host: string; port: number }): Promise<SmtpListener> {
  const gate = createGate(deps.limits)
  const entered = new Map<string, string>()
  const unknown = new Map<string, number>()
  const leave = (id: string): void => {
    const address = entered.get(id)
    if (address !== undefined) gate.leave(address)
    entered.delete(id)
  }
  const server = new SMTPServer({
    name: deps.name,
    banner: 'Mainstay',
    heloResponse: '%s',
    disabledCommands: deps.tls === null ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    hideDSN: false,
    // Our answers carry their own, more exact than a table by reply code could.
    hideENHANCEDSTATUSCODES: true,
    size: deps.limits.messageBytes,
    maxRecipients: deps.limits.recipients,
    maxClients: deps.limits.connectionsAtOnce,
    socketTimeout: IDLE_MS,
    closeTimeout: 5000,
    useXClient: deps.xclientFrom.length > 0 ? [...deps.xclientFrom] : false,
    useProxy: deps.proxyFrom.length > 0 ? [...deps.proxyFrom] : false,
    logger: false,
    ...(deps.tls === null ? {} : deps.tls),
    onConnect: (session, done) => {
      leave(session.id)
      // With XCLIENT the address is the one that the proxy names; the proxy itself is not counted.
      if (deps.xclientFrom.includes(session.remoteAddress)) return done()
      if (gate.enter(session.remoteAddress, deps.clock.now()) !== null) return done(refusals.tooMany())
      entered.set(session.id, session.remoteAddress)
      done()
    },
    onClose: ({ id }) => {
      leave(id)
      unknown.delete(id)
    },
    onRcptTo: (address, session, reply) => {
      void answered(recipient(deps, address, session, unknown), (error) => {
        deps.log.warn({ err: error }, 'a recipient could not be looked up')
        return refusals.trouble()
      }).then(reply)
    },
    onData: (stream, session, reply) => {
      void answered(take(deps, stream, session), (error) => {
        // The sender is gone in the middle of the message: there is nobody to answer, and nothing was kept.
        deps.log.debug({ err: error }, 'a message ended before it was there')
        return refusals.trouble()
      }).then((answer) => (answer instanceof Refusal ? reply(answer) : reply(null, answer)))
    },
  })
  // Whatever a stranger's connection ends with is no news.
  server.on('error', (error) => deps.log.debug({ err: error }, 'an SMTP connection ended with an error'))
  await new Promise<void>((done, fail) => {
    server.server.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new AppError('mail.port-in-use', where, { cause: error }) : error),
    )
    server.listen(where.port, where.host, () => done())
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : where.port,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

async function recipient(deps: SmtpDeps, to: Address, session: Session, unknown: Map<string, number>): Promise<Refusal | null> {
  const address = asSent(to)
  const domain = await deps.destinationOf(address)
  if (domain === null) return refusals.relay(domainOf(address))
  const known = await deps.recipients.verify(domain, address)
  if (known.kind !== 'unknown') return null
  const count = (unknown.get(session.id) ?? 0) + 1
  unknown.set(session.id, count)
  return count >= deps.limits.unknownRecipients ? refusals.guessing() : refusals.unknownRecipient(known.reply)
}

async function take(deps: SmtpDeps, stream: Arrival['stream'], session: Session): Promise<string | Refusal> {
  const { envelope } = session
  const recipients: Arrival['recipients'][number][] = []
  for (const to of envelope.rcptTo) {
    const domain = await deps.destinationOf(asSent(to))
    // It was there at RCPT: removed in between, or not to be read now.
    if (domain === null) {
      stream.resume()
      return refusals.trouble()
    }
    recipients.push({ address: asSent(to), domain, wishes: wishesOf(session, to) })
  }
  return deps.intake({
    stream,
    envelopeFrom: envelope.mailFrom === false ? '' : asSent(envelope.mailFrom),
    recipients,
    remoteAddress: session.remoteAddress,
    helo: session.hostNameAppearsAs,
    protocol: `${envelope.smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${session.secure ? 'S' : ''}`,
  })
}

/** smtp-server shows domains in their own script, which only a next hop with SMTPUTF8 would take: here they are ASCII again. */
function asSent({ address }: Address): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return at < 0 || domain.startsWith('[') ? address : `${address.slice(0, at)}@${domainToASCII(domain) || domain}`
}

function wishesOf({ envelope }: Session, to: Address): EnvelopeWishes {
  const { dsn } = to
  const asked = envelope.dsn !== undefined && (envelope.dsn.ret !== null || envelope.dsn.envid !== null)
  const notify = dsn?.notify ?? []
  const wishes = asked || notify.length > 0 || dsn?.orcpt ? { ret: envelope.dsn?.ret ?? null, envid: envelope.dsn?.envid ?? null } : null
  return {
    smtpUtf8: envelope.smtpUtf8 === true,
    eightBit: envelope.bodyType === '8bitmime',
    dsn: wishes === null ? null : { ...wishes, notify: [...notify], orcpt: dsn?.orcpt ?? null },
  }
}

function answered<T>(work: Promise<T>, otherwise: (error: unknown) => Refusal): Promise<T | Refusal> {
  return work.catch(otherwise)
}
