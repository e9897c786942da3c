/** Errors of `reports`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const reportsErrors = defineErrors({
  'reports.month-not-begun': { status: 409, title: '{month} has not begun for this client. Choose a month that has.' },
  'reports.month-before-client': {
    status: 409,
    title: '{client} came to Mainstay on {since}, after {month} was over: there is nothing to report of it. Choose a later month.',
  },
  'reports.month-running': {
    status: 409,
    title:
      '{month} is not over yet: what is recorded until {ends} would be in no report, since an approved one does not change. Approve it after that day, or say that it is to go out now (beforeMonthEnds).',
  },
  'reports.no-records': {
    status: 409,
    title: 'Nothing of {client} was recorded in {month}, so there is nothing to report. No report was made.',
  },
  'reports.month-approved': {
    status: 409,
    title: 'The report of {month} is approved and frozen. To correct it, draft a new version that replaces it.',
  },
  'reports.replaces-other': { status: 409, title: 'Only the approved report that stands for {month} can be replaced. Look at it again.' },
  'reports.frozen': { status: 409, title: 'This report was approved by {by}. An approved report does not change.' },
  'reports.draft-changed': { status: 409, title: 'The draft has changed since you read it. Read it again, then decide.' },
  'reports.paragraph-missing': { status: 409, title: 'Write the paragraph first: a report goes out with the words of a person.' },
  'reports.paragraph-unedited': {
    status: 409,
    title: 'This is the suggestion, word for word. Say in your own words what the month means for this client.',
  },
  'reports.needs-person': { status: 403, title: 'Only a person can do this: sign in, or use your signing key. A token is not enough.' },
  'reports.seal-broken': {
    status: 500,
    title: 'The stored report does not match the SHA-256 that was written when it was approved. Restore it from a backup of the database.',
  },
  'reports.pdf-failed': { status: 500, title: 'The PDF could not be made: {reason}' },
})
