/** The built-in scorer of mail. */
export { decodeModel, encodeModel } from './model/model-file.ts'
export type { MailModel } from './model/model.ts'
export { priorModel } from './prior/prior.ts'
export { createScorer, lessonOf, withTaught } from './scorer.ts'
export { type Lesson, noTeaching, teach, type Teaching } from './teaching/teaching.ts'
export { FEATURES_VERSION } from './features/extract.ts'
export { createTrainer } from './training.ts'
export type { ScoringContext } from './types.ts'
