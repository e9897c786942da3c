/** Errors of `agreements`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const agreementsErrors = defineErrors({
  'agreements.outage-rule': { status: 422, title: 'The cost cannot be worked out: {rule}' },
})
