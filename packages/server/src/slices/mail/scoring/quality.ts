/** The parts of training that the benchmark of quality takes apart. */
export { DEFAULT_OPTIONS } from './model/logistic.ts'
export { type Example, fitHeads, type Label, rawScore, trainModel, unseenScores } from './model/train.ts'
export { exampleOf } from './training.ts'
