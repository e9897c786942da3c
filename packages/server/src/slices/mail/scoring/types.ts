/** What the scorer is told about a message besides its bytes, and what it answers. */
import type { ScoreVerdict, Thresholds } from '../domain/verdict.ts'
import type { Inspected } from './attachments/inspect.ts'
import type { MessageUrl } from './content/urls.ts'

export type Reason = { id: string; weight: number; text: string }

export type AuthenticationResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror' | 'policy'
export type Authentication = {
  spf: AuthenticationResult
  /** Domains whose signature held. */
  dkim: { domain: string; result: AuthenticationResult }[]
  dmarc: AuthenticationResult
  /** What the domain asks for where DMARC fails. */
  policy: 'none' | 'quarantine' | 'reject'
}

export type Directory = {
  /** The client's own people: whose name from outside is worth a look. */
  people: readonly { name: string; addresses: readonly string[] }[]
  /** The client's own domains. */
  domains: readonly string[]
  /** Domains that the client writes with often. */
  correspondents: readonly string[]
  /** True of an address that wrote before or was written to; null of a client that has no history yet. */
  knows: ((address: string) => boolean) | null
}

export type Lists = {
  /** Addresses (`a@b.example`) and domains (`b.example`), in lower case. */
  allow: ReadonlySet<string>
  deny: ReadonlySet<string>
}

export type ScoringContext = {
  envelope: { mailFrom: string | null; recipients: readonly string[]; remoteAddress: string | null; helo: string | null }
  authentication?: Authentication
  /** Hosts whose Authentication-Results in the message are believed where `authentication` is not given. */
  trustedIssuers?: ReadonlySet<string>
  directory?: Directory
  lists?: Lists
  thresholds?: Partial<Thresholds>
  now: Date
}

export type Scored = {
  verdict: ScoreVerdict
  score: number
  /** What it looks like most, where it is stopped or marked. */
  kind: 'spam' | 'phishing' | 'malware' | 'impersonation' | null
  /** Heaviest first; their weights add up to the score (but for rounding). */
  reasons: Reason[]
  attachments: Inspected[]
  urls: MessageUrl[]
  /** Never released by the recipient: malware, or a rule of the client. */
  policy: boolean
  thresholds: Thresholds
  /** What it would teach. */
  places: Uint32Array
}

export type { ScoreVerdict, Thresholds }
