/** Errors of `agreements`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const agreementsErrors = defineErrors({
  'agreements.outage-rule': { status: 422, title: 'The cost cannot be worked out: {rule}' },
  'agreements.overlap': {
    status: 409,
    title:
      'Another agreement of this client holds on some of these days, or goes on by itself into them. End that one first: give it a last day and no renewal.',
  },
  'agreements.price-overlap': {
    status: 409,
    title: 'Another price of this kind begins on this day or later. Prices follow each other: choose a day after it.',
  },
  'agreements.month-approved': {
    status: 409,
    title: 'The invoice of {month} is approved, and this would change it. What was billed stays as it was billed.',
  },
  'agreements.draft-changed': { status: 409, title: 'The draft has changed since you read it. Read it again, then approve it.' },
  'agreements.draft-outdated': {
    status: 409,
    title: 'What this draft was made of has changed: {what}. Draft the month again, read it, then approve it.',
  },
  'agreements.month-running': {
    status: 409,
    title:
      'This draft was made before {month} was over, so days and hours are missing in it. Draft it again after the month, then approve it.',
  },
  'agreements.currency-in-use': {
    status: 409,
    title: 'Prices of this agreement are in {currency}. For another currency end it, and begin a new one.',
  },
  'agreements.not-approved': { status: 409, title: 'This invoice is a draft. Only an approved one is exported.' },
  'agreements.seal-broken': {
    status: 500,
    title: 'Invoice {number} is not what was approved: its text was changed in the database. It is not shown.',
  },
  'agreements.party-missing': {
    status: 422,
    title: 'The {who} is missing, which EN 16931 asks for. Fill it in, draft the month again and approve it.',
  },
  'agreements.tax-rounding': {
    status: 422,
    title: 'The agreed rounding gives another tax than EN 16931 asks for (half up). Use the CSV, or agree on half up.',
  },
  'agreements.currencies-mixed': {
    status: 422,
    title: 'Two agreements of this month have different currencies. One invoice has one currency.',
  },
  'agreements.terms-mixed': {
    status: 422,
    title: 'Two agreements of this month round or tax differently. One invoice does it in one way.',
  },
  'agreements.no-break-fix': {
    status: 422,
    title: 'This client has no agreement in this month, and no hourly rate for break/fix is set. Set one of them.',
  },
})
