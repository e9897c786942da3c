/** Errors of `servicedesk`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const servicedeskErrors = defineErrors({
  'servicedesk.sla-rule': { status: 422, title: 'The clock cannot run: {rule}' },
})
