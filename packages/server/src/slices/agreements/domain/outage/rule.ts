/** A document that breaks a rule: one error that names it. */
import { AppError } from '@mainstay/kernel'

export function rule(text: string): AppError {
  return new AppError('agreements.outage-rule', { rule: text })
}
