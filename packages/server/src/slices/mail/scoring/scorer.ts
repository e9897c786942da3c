/** The built-in scorer: a message and what is known around it in, a verdict with reasons out. Pure: same input, same answer. */
import { type MimeMessage, parseMessage } from '../../../platform/mime/index.ts'
import { type Thresholds, verdictOf } from '../domain/verdict.ts'
import { trustedAuthentication } from './authentication/results-header.ts'
import { modelReasons } from './explain.ts'
import { type MessageFacts, readFacts } from './facts.ts'
import { extract } from './features/extract.ts'
import { type MailModel, type Margins, QUARANTINE_AT, REJECT_AT } from './model/model.ts'
import { allHits } from './rules/all-rules.ts'
import type { Hit } from './rules/rule.ts'
import { lessonPlaces, taughtPoints, type Teaching } from './teaching/teaching.ts'
import type { Reason, Scored, ScoringContext } from './types.ts'

export type ClientProfile = {
  teaching: Teaching | null
  thresholds: Partial<Thresholds>
}

export type Scorer = {
  score(message: Uint8Array | MimeMessage, context: ScoringContext): Scored
}

export function createScorer({ model, client = null }: { model: MailModel; client?: ClientProfile | null }): Scorer {
  return {
    score(message, context) {
      const parsed = message instanceof Uint8Array ? parseMessage(message) : message
      const authentication = context.authentication ?? trustedAuthentication(parsed.root, context.trustedIssuers ?? new Set()) ?? undefined
      const facts = readFacts(parsed)
      const hits = allHits(facts, context, authentication)
      const { reasons: modelled, vector, margins } = modelReasons(facts, model)
      const reasons = [...modelled, ...hits.map(({ id, weight, text }) => ({ id, weight, text }))]
      // What is shown is what decides.
      const score = round(reasons.reduce((sum, { weight }) => sum + weight, 0))
      const thresholds = { tag: model.tagAt, quarantine: QUARANTINE_AT, reject: REJECT_AT, ...client?.thresholds, ...context.thresholds }
      const policy = hits.some((hit) => hit.policy === true)
      const verdict = policy ? 'reject' : verdictOf(score, thresholds)
      const scored: Scored = {
        verdict,
        score,
        kind: verdict === 'deliver' ? null : kindOf(hits, margins),
        reasons: presented(reasons),
        attachments: facts.attachments,
        urls: facts.urls,
        policy,
        thresholds,
        places: lessonPlaces(vector),
      }
      return client?.teaching == null ? scored : withTaught(scored, client.teaching)
    },
  }
}

/** What a client taught, added to a message that was scored without it: it is kept in one place, whichever thread scores. */
export function withTaught<S extends Pick<Scored, 'verdict' | 'score' | 'kind' | 'reasons' | 'policy' | 'thresholds' | 'places'>>(
  scored: S,
  teaching: Teaching,
): S {
  const added = taughtReasons(taughtPoints(teaching, scored.places))
  const score = round(scored.score + added.reduce((sum, { weight }) => sum + weight, 0))
  const verdict = scored.policy ? 'reject' : verdictOf(score, scored.thresholds)
  return {
    ...scored,
    score,
    verdict,
    kind: verdict === 'deliver' ? null : (scored.kind ?? 'spam'),
    reasons: presented([...scored.reasons, ...added]),
  }
}

/** What a message teaches: see `lessonPlaces`. */
export function lessonOf(raw: Uint8Array): Uint32Array {
  return lessonPlaces(extract(readFacts(parseMessage(raw))))
}

function taughtReasons(weight: number): Reason[] {
  if (Math.abs(weight) < 0.05) return []
  return [
    {
      id: 'taught',
      weight,
      text:
        weight > 0
          ? 'It is like messages that were reported as not wanted here.'
          : 'It is like messages that were reported as wanted here.',
    },
  ]
}

/** Malware and impersonation are said by rules; between spam and phishing the larger head decides. */
function kindOf(hits: readonly Hit[], margins: Margins): Scored['kind'] {
  const heaviest = hits.filter(({ kind, weight }) => kind !== undefined && weight >= 3).toSorted((a, b) => b.weight - a.weight)[0]
  return heaviest?.kind ?? (margins.phishing > margins.spam ? 'phishing' : 'spam')
}

function presented(reasons: Reason[]): Reason[] {
  return reasons.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).map((reason) => ({ ...reason, weight: round(reason.weight) }))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Margin without its offset, as training compares messages: the model's own log odds in points, and the rules that need no client. */
export function rawPoints(modelPoints: number, facts: MessageFacts): number {
  return modelPoints + allHits(facts, null, undefined).reduce((sum, { weight }) => sum + weight, 0)
}
