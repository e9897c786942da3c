/** Errors of `lifecycle`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const lifecycleErrors = defineErrors({
  'lifecycle.changed': { status: 409, title: 'This has changed since you read it. Read it again.' },
  'lifecycle.currency-in-use': {
    status: 409,
    title: 'There are prices in {currency} already, and they would mean something else. Empty them first, or keep {currency}.',
  },
  'lifecycle.import-problems': {
    status: 422,
    title: 'Nothing was imported: row {row}, column {column}: {text} ({count} problems in all)',
  },
  'lifecycle.plan-impossible': { status: 409, title: 'There is no plan to approve: {why}' },
  'lifecycle.plan-changed': { status: 409, title: 'The plan has changed since you read it. Read it again, then approve it.' },
  'lifecycle.pin-outside': { status: 422, title: '{quarter} is outside the plan ({from} to {to}).' },
  'lifecycle.endoflife-unreadable': { status: 500, title: 'The data of ends of support in {path} cannot be read: {detail}' },
})
