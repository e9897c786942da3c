/** The parts of the scorer's training, for the benchmark of its quality. */
export {
  DEFAULT_OPTIONS,
  type Example,
  exampleOf,
  fitHeads,
  type Label,
  rawScore,
  trainModel,
  unseenScores,
} from './slices/mail/index.ts'
