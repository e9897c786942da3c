/** A thread of its own that reads and scores messages: the gateway answers on the line meanwhile, and one message that takes too long takes only this thread with it. */
import { parentPort } from 'node:worker_threads'
import { createScorer } from '../scoring/index.ts'
import type { ScoreJob, ScoreAnswer } from './score-pool.ts'

let scorer: ReturnType<typeof createScorer> | null = null

parentPort?.on('message', ({ raw, context, model }: ScoreJob) => {
  if (model !== undefined) scorer = createScorer({ model })
  if (scorer === null) throw new Error('there is no model to score with')
  // What was found inside stays here: only what the verdict needs goes back.
  const { verdict, score, kind, reasons, policy, thresholds, places } = scorer.score(raw, context)
  const answer: ScoreAnswer = { verdict, score, kind, reasons, policy, thresholds, places }
  parentPort?.postMessage(answer)
})
parentPort?.postMessage('ready')
