/** The one table of every error that Mainstay can answer with. The console decides on codes, never on text. */
import { agentErrors } from './agent.ts'
import { agreementsErrors } from './agreements.ts'
import { auditErrors } from './audit.ts'
import { cliErrors } from './cli.ts'
import { clientsErrors } from './clients.ts'
import { continuityErrors } from './continuity.ts'
import { devicesErrors } from './devices.ts'
import { identityErrors } from './identity.ts'
import { lifecycleErrors } from './lifecycle.ts'
import { mailErrors } from './mail.ts'
import { monitoringErrors } from './monitoring.ts'
import { platformErrors } from './platform.ts'
import { recommendationsErrors } from './recommendations.ts'
import { recoverErrors } from './recover.ts'
import { recoveryErrors } from './recovery.ts'
import { reportsErrors } from './reports.ts'
import { servicedeskErrors } from './servicedesk.ts'
import { standardsErrors } from './standards.ts'
import { transferErrors } from './transfer.ts'
import { trustErrors } from './trust.ts'
import { viewingErrors } from './viewing.ts'
import type { ErrorRow } from './define.ts'

export const errorTable = {
  ...platformErrors,
  ...transferErrors,
  ...auditErrors,
  ...identityErrors,
  ...trustErrors,
  ...clientsErrors,
  ...devicesErrors,
  ...monitoringErrors,
  ...lifecycleErrors,
  ...mailErrors,
  ...recommendationsErrors,
  ...recoveryErrors,
  ...recoverErrors,
  ...continuityErrors,
  ...viewingErrors,
  ...agreementsErrors,
  ...servicedeskErrors,
  ...standardsErrors,
  ...reportsErrors,
  ...agentErrors,
  ...cliErrors,
} satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable
