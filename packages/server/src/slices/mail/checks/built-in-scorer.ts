/** The built-in scorer as the gateway asks it: with what the gateway found out by itself, and with words for what nobody releases alone. */
import { availableParallelism } from 'node:os'
import type { Clock } from '@mainstay/kernel'
import type { Authentication, Decision } from '../domain/decide.ts'
import type { Scorer } from '../ports.ts'
import type { ModelSource } from './model-source.ts'
import { createScorePool } from './score-pool.ts'
import { type ScoringContext, withTaught } from '../scoring/index.ts'

/** For one message; what a person writes takes a few milliseconds. */
const BUDGET_MS = 5000

/** One thread less than processors, so that those on the line are answered. */
export function createBuiltInScorer(clock: Clock, model: ModelSource): Scorer {
  const pool = createScorePool({ size: Math.max(1, availableParallelism() - 1), budgetMs: BUDGET_MS, model: model.current })
  return {
    score: async (raw, { envelopeFrom, recipients, remoteAddress, helo, ownDomains, authentication, teaching }, signal) => {
      const context: ScoringContext = {
        envelope: { mailFrom: envelopeFrom, recipients, remoteAddress, helo },
        authentication: forScorer(authentication),
        directory: { people: [], domains: ownDomains, correspondents: [], knows: null },
        now: clock.now(),
      }
      const scored = await pool.score(raw, context, signal)
      const { verdict, score, reasons, policy } = teaching === null ? scored : withTaught(scored, teaching)
      return { score, ...decision(verdict, reasons, policy) }
    },
    stop: () => pool.stop(),
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
