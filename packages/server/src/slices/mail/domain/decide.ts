/** The decision about one recipient of one message, from what the checks found; pure, so that every stop can be explained. */
import type { ListEntry } from './lists.ts'

export type Verdict = 'deliver' | 'tag' | 'quarantine' | 'reject' | 'defer'
export type Reason = { id: string; weight: number; text: string }
export type Decision = { verdict: Verdict; reasons: Reason[] }

/** As RFC 8601 has them; `aligned`: a pass that holds for the domain in From. */
export type Authentication = {
  spf: string
  dkim: string
  dmarc: string
  arc: string
  /** What the domain in From asks for when DMARC fails: `none`, `quarantine`, `reject`; empty without a record. */
  policy: string
  aligned: boolean
  /** Domains whose signature holds. */
  signers: readonly string[]
  /** One line for the trace, e.g. `spf=pass dkim=none dmarc=fail`. */
  summary: string
}

export type ScannerAnswer =
  | { scanner: string; kind: 'clean' }
  | { scanner: string; kind: 'malware'; name: string }
  /** `stop`: at or above what this scanner itself calls spam. */
  | { scanner: string; kind: 'scored'; score: number; stop: boolean; symbols: readonly string[] }
  | { scanner: string; kind: 'away'; why: string; policy: 'defer' | 'deliver' }

export type Facts = {
  authentication: Authentication
  listed: ListEntry | null
  scanners: readonly ScannerAnswer[]
  /** Block lists that name the server which sent it. */
  blockLists: readonly string[]
  /** Of the built-in scorer; null where there is none. */
  score: Decision | null
}

const GRAVITY: readonly Verdict[] = ['deliver', 'tag', 'quarantine', 'reject', 'defer']

/**
 * Known malware is refused whatever else holds. A deny entry refuses. A scanner that is away defers where its policy says so: nothing goes
 * unscanned by accident. An allow entry spares a message the judgement of its content, and only when the sender is who it says.
 */
export function decide({ authentication, listed, scanners, blockLists, score }: Facts): Decision {
  const found: { verdict: Verdict; reason: Reason }[] = []
  const add = (verdict: Verdict, id: string, weight: number, text: string): void => {
    found.push({ verdict, reason: { id, weight, text } })
  }
  for (const answer of scanners)
    if (answer.kind === 'malware') add('reject', 'malware.known', 100, `${answer.scanner} knows it as ${answer.name}`)
  if (found.length > 0) return conclude(found)

  // What the scorer refuses is malware that it sees by itself: no list spares it.
  if (score?.verdict === 'reject') for (const reason of score.reasons) found.push({ verdict: 'reject', reason })
  if (found.length > 0) return conclude(found)

  if (listed?.kind === 'deny') add('reject', 'list.deny', 100, `${listed.sender} is on the deny list`)
  for (const answer of scanners) {
    if (answer.kind !== 'away') continue
    const then = answer.policy === 'defer' ? 'so it has to wait' : 'and by policy it passes without'
    add(answer.policy, 'scanner.away', 0, `${answer.scanner} did not answer (${answer.why}), ${then}`)
  }
  if (listed?.kind === 'allow') {
    if (authentication.aligned) {
      add('deliver', 'list.allow', -100, `${listed.sender} is on the allow list, and the sender is who it says`)
      return conclude(found)
    }
    add('deliver', 'list.allow-unproven', 0, `${listed.sender} is on the allow list, but nothing proves that the sender is who it says`)
  }
  for (const list of blockLists) add('quarantine', 'sender.block-list', 6, `the server that sent it is on the block list ${list}`)
  if (authentication.dmarc === 'fail') {
    const asks = authentication.policy
    if (asks === 'reject' || asks === 'quarantine')
      add('quarantine', `dmarc.${asks}`, 10, `the domain in From says that mail like this is not its own (its policy: ${asks})`)
    else add('deliver', 'dmarc.fail', 1, 'the domain in From does not vouch for this mail')
  }
  for (const answer of scanners) {
    if (answer.kind !== 'scored' || (answer.score === 0 && !answer.stop)) continue
    const text = `${answer.scanner} gave ${answer.score.toFixed(1)} points: ${answer.symbols.slice(0, 5).join(', ')}`
    add(answer.stop ? 'quarantine' : 'deliver', 'scanner.score', answer.score, text)
  }
  if (score !== null) for (const reason of score.reasons) found.push({ verdict: score.verdict, reason })
  return conclude(found)
}

/** The gravest verdict, its own reasons first, then the heaviest. */
function conclude(found: readonly { verdict: Verdict; reason: Reason }[]): Decision {
  const gravity = (verdict: Verdict): number => GRAVITY.indexOf(verdict)
  const verdict = found.reduce<Verdict>((worst, one) => (gravity(one.verdict) > gravity(worst) ? one.verdict : worst), 'deliver')
  const own = (one: { verdict: Verdict }): number => (one.verdict === verdict ? 1 : 0)
  const sorted = [...found].sort((a, b) => own(b) - own(a) || Math.abs(b.reason.weight) - Math.abs(a.reason.weight))
  return { verdict, reasons: sorted.map(({ reason }) => reason) }
}

/** Of the digest and the portal: known malware and policy are released only by a technician with a reason. */
export function mayReleaseItself(reasons: readonly Reason[]): boolean {
  return !reasons.some(({ id }) => NOT_ALONE.includes(id))
}

const NOT_ALONE = ['malware.known', 'list.deny', 'policy.content']
