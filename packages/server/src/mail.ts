/** The built-in mail scorer as the command line uses it, without a server or a database. */
export {
  createScorer,
  createTrainer,
  decodeModel,
  encodeModel,
  type MailModel,
  priorModel,
  type ScoringContext,
} from './slices/mail/index.ts'
