/** Errors of `mail`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const mailErrors = defineErrors({
  'mail.model-unreadable': { status: 422, title: '{name} is not a model of the mail scorer: {detail}. Train one: mainstay mail train.' },
  'mail.model-version': {
    status: 422,
    title: '{name} was trained by another version (features {version}, this one has {expected}). Train it again: mainstay mail train.',
  },
  'mail.training': { status: 422, title: 'Nothing was trained: {detail}.' },
})
