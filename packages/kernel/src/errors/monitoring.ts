/** Errors of `monitoring`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const monitoringErrors = defineErrors({})
