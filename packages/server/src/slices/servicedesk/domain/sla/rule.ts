/** A document that breaks a rule: one error that names it. */
import { AppError } from '@mainstay/kernel'

export function brokenRule(rule: string): AppError {
  return new AppError('servicedesk.sla-rule', { rule })
}
