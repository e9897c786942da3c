/** Errors of `agent`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const agentErrors = defineErrors({})
