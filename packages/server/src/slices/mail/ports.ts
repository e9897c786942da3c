/** What mail needs of others: a scorer, scanners, the DNS, the provider's own desk. */
import type { Authentication, Decision, ScannerAnswer } from './domain/decide.ts'
import type { NextHop } from './domain/next-hop.ts'
import type { Teaching } from './scoring/index.ts'

/** What is known of a message beside its bytes. */
export type ScoreContext = {
  clientId: string
  /** Domains of the client, which others like to look like. */
  ownDomains: readonly string[]
  envelopeFrom: string
  recipients: readonly string[]
  remoteAddress: string
  helo: string
  authentication: Authentication
  /** What the client taught; null of one that taught nothing. */
  teaching: Teaching | null
}

/** The built-in judgement of content. `signal` ends when the time for it is over. */
export type Scorer = {
  score(raw: Buffer, context: ScoreContext, signal: AbortSignal): Promise<Decision & { score: number }>
  /** Ends what it has started. */
  stop?(): Promise<void>
}

/** A scanner beside us. It answers in its time or `away`, and never throws. */
export type Scanner = {
  name: string
  kind: 'virus' | 'spam'
  scan(message: ScannedMessage): Promise<Exclude<ScannerAnswer, { kind: 'away' }> | { scanner: string; kind: 'away'; why: string }>
}

export type ScannedMessage = {
  open(): NodeJS.ReadableStream
  size: number
  envelopeFrom: string
  recipients: readonly string[]
  remoteAddress: string
  helo: string
}

/** Records of the DNS as `node:dns` gives them; an error has the code `ENOTFOUND`, `ENODATA`, or another for trouble. */
export type Resolve = (name: string, type: string) => Promise<string[][] | string[]>

/** The provider's own desk: mail to its address becomes tickets, and what Mainstay writes may go out over its smart host. */
export type Desk = {
  /** An address is set up. */
  isOpen(): Promise<boolean>
  /** This is the desk's address, with or without a ticket's token. */
  isOurs(address: string): Promise<boolean>
  /** Durable when it resolves; an error means later. `taken: false` is held here with the reason. */
  take(
    raw: Buffer,
    envelope: { sender: string; recipients: readonly string[] },
    authentication: { aligned: boolean },
  ): Promise<{ taken: boolean; why: string }>
  /** Null where none is set up. */
  smartHost(): Promise<NextHop | null>
}
