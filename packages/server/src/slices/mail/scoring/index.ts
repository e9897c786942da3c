/** The built-in scorer of mail. */
export { decodeModel, encodeModel } from './model/model-file.ts'
export type { MailModel } from './model/model.ts'
export { priorModel } from './prior/prior.ts'
export { createScorer } from './scorer.ts'
export { createTrainer } from './training.ts'
export type { ScoringContext } from './types.ts'
