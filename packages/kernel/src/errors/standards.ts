/** Errors of `standards`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const standardsErrors = defineErrors({
  'standards.by-records': {
    status: 409,
    title: 'The records answer this check by themselves; a person can only say that it does not apply, and why.',
  },
  'standards.not-failed': { status: 409, title: 'Only a check that is not met becomes a recommendation.' },
})
