/** What every command prints with `--json`, by the command's words: `mainstay schema NAME` shows it as JSON Schema. */
import { z } from 'zod'
import { MeasurementSchema } from '../agent/index.ts'
import { OutageCostSchema } from '../agreements/index.ts'
import { RefreshPlanSchema } from '../lifecycle/index.ts'
import { MailScoreSchema, MailTrainingSchema } from '../mail/index.ts'
import { CopyRoundSchema, LastCleanSchema, ProofResultSchema, RecoverProgressSchema, RecoverResultSchema } from '../recovery/index.ts'
import { SlaAnswerSchema } from '../servicedesk/index.ts'
import { TransferSummarySchema } from '../transfer/index.ts'
import {
  AuthorityChangeOutputSchema,
  AuthorityOutputSchema,
  KeyMoveOutputSchema,
  KeyOutputSchema,
  SignersAnswerSchema,
  SignListOutputSchema,
  SignOutputSchema,
  TokenOutputSchema,
} from '../trust/index.ts'
import {
  AuditSaveOutputSchema,
  AuditVerifyOutputSchema,
  CliErrorSchema,
  ReportOutputSchema,
  SchemaListOutputSchema,
  SimulateFleetOutputSchema,
  TryOutputSchema,
} from './outputs.ts'

export * from './outputs.ts'

const RECOVER_LINE = z.discriminatedUnion('event', [RecoverProgressSchema, RecoverResultSchema])

/** One entry for each command with `--json`, and `error`, which any of them prints when it fails. */
export const CLI_OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  'agent-collect': z.array(MeasurementSchema),
  'audit-save': AuditSaveOutputSchema,
  'audit-verify': AuditVerifyOutputSchema,
  'authority-add-key': AuthorityChangeOutputSchema,
  'authority-create': AuthorityOutputSchema,
  'authority-revoke-key': AuthorityChangeOutputSchema,
  'authority-show': AuthorityOutputSchema,
  'authority-trust': AuthorityChangeOutputSchema,
  /** One document for each round. */
  'copy-run': CopyRoundSchema,
  error: CliErrorSchema,
  export: TransferSummarySchema,
  import: TransferSummarySchema,
  'key-distrust': SignersAnswerSchema,
  'key-import': KeyOutputSchema,
  'key-move': KeyMoveOutputSchema,
  'key-new': KeyOutputSchema,
  'key-passphrase': KeyOutputSchema,
  'key-show': KeyOutputSchema,
  'key-trust': SignersAnswerSchema,
  'last-clean': LastCleanSchema,
  /** One line for each message. */
  'mail-score': MailScoreSchema,
  'mail-train': MailTrainingSchema,
  'outage-cost': OutageCostSchema,
  prove: ProofResultSchema,
  /** Lines of progress, and the result as the last one. */
  'recover-database': RECOVER_LINE,
  'recover-disk': RECOVER_LINE,
  'recover-files': RECOVER_LINE,
  'refresh-plan': RefreshPlanSchema,
  report: ReportOutputSchema,
  schema: SchemaListOutputSchema,
  sign: z.union([SignOutputSchema, SignListOutputSchema]),
  'simulate-fleet': SimulateFleetOutputSchema,
  'sla-explain': z.union([SlaAnswerSchema, z.array(SlaAnswerSchema)]),
  token: TokenOutputSchema,
  try: TryOutputSchema,
}

/** JSON Schema (draft 2020-12) of what a command prints; null for a name that is none. */
export function outputSchema(name: string): object | null {
  const schema = Object.hasOwn(CLI_OUTPUTS, name) ? CLI_OUTPUTS[name] : undefined
  return schema === undefined ? null : { title: `mainstay ${name}`, ...z.toJSONSchema(schema, { io: 'output' }) }
}
