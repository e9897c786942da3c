/** Errors of `recovery`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const recoveryErrors = defineErrors({
  'recovery.repository.denied': { status: 401, title: 'This credential does not open this repository.' },
  'recovery.repository.no-file': { status: 404, title: 'The repository has no {name}.' },
  'recovery.repository.bad-name': { status: 400, title: '“{name}” is not a file of a restic repository.' },
  'recovery.repository.bad-range': { status: 416, title: '{name} has {size} bytes: the range asked for lies outside.' },
  'recovery.repository.hash-mismatch': {
    status: 400,
    title: 'What was sent as {name} does not hash to its name. Nothing was kept; send it again.',
  },
  'recovery.repository.append-only': {
    status: 403,
    title: 'This repository is append-only: nothing in it is changed or deleted from here.',
  },
  'recovery.repository.quota': { status: 507, title: 'Repository {repository} has used up its quota. Raise it, or shorten what is kept.' },
})
