/** Errors of `monitoring`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const monitoringErrors = defineErrors({
  'monitoring.busy': {
    status: 503,
    title: 'More measurements arrive than can be written. Nothing of this batch was kept; the agent sends it again.',
  },
  'monitoring.range': { status: 400, title: 'This span of time cannot be shown: {detail}' },
  'monitoring.too-many-listeners': { status: 503, title: 'Too many pages listen for changes ({limit}). Close some, then try again.' },
})
