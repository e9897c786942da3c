/** The built-in scorer as the gateway asks it: with what the gateway found out by itself, and with words for what nobody releases alone. */
import type { Clock } from '@mainstay/kernel'
import type { Authentication, Decision } from '../domain/decide.ts'
import type { Scorer } from '../ports.ts'
import { createScorer, priorModel, type ScoringContext, withTaught } from '../scoring/index.ts'

export function createBuiltInScorer(clock: Clock): Scorer {
  const scorer = createScorer({ model: priorModel() })
  return {
    score: async (raw, { envelopeFrom, recipients, remoteAddress, helo, ownDomains, authentication, teaching }) => {
      const scored = scorer.score(raw, {
        envelope: { mailFrom: envelopeFrom, recipients, remoteAddress, helo },
        authentication: forScorer(authentication),
        directory: { people: [], domains: ownDomains, correspondents: [], knows: null },
        now: clock.now(),
      })
      const { verdict, score, reasons, policy } = teaching === null ? scored : withTaught(scored, teaching)
      return { score, ...decision(verdict, reasons, policy) }
    },
  }
}

/** Content is quarantined rather than refused: only what policy forbids (malware in an attachment) is refused in the dialogue. */
function decision(verdict: Decision['verdict'], reasons: Decision['reasons'], policy: boolean): Decision {
  if (!policy) return { verdict: verdict === 'reject' ? 'quarantine' : verdict, reasons }
  return {
    verdict: 'reject',
    reasons: [{ id: 'policy.content', weight: 100, text: reasons[0]?.text ?? 'its content is not taken' }, ...reasons],
  }
}

type Given = NonNullable<ScoringContext['authentication']>

function forScorer({ spf, dmarc, policy, signers }: Authentication): Given {
  return {
    spf: word(spf),
    dkim: signers.map((domain) => ({ domain, result: 'pass' })),
    dmarc: word(dmarc),
    policy: policy === 'reject' || policy === 'quarantine' ? policy : 'none',
  }
}

const WORDS = ['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy'] as const

function word(text: string): (typeof WORDS)[number] {
  return WORDS.find((one) => one === text) ?? 'none'
}
