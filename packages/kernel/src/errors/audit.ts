/** Errors of `audit`. Every code starts with its name. */
import { defineErrors } from './define.ts'

export const auditErrors = defineErrors({
  'audit.not-sequenced': { status: 409, title: 'This entry is not in the signed log yet. It will be within a minute.' },
  'audit.no-such-size': { status: 400, title: 'The log never had the sizes {first} and {second} in this order.' },
})
