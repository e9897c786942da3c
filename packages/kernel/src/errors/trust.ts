/** Errors of `trust`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const trustErrors = defineErrors({})
