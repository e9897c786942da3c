/** Errors of `continuity`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const continuityErrors = defineErrors({
  'continuity.frozen': {
    status: 409,
    title: 'This plan was put to the client and stays as it was read. Make a new version, which takes its place once it is approved.',
  },
  'continuity.changed': { status: 409, title: 'The draft has changed since you read it. Read it again.' },
  'continuity.incomplete': { status: 422, title: 'The plan cannot be put to the client yet: {problem}' },
  'continuity.draft-exists': { status: 409, title: 'There is a draft already. Finish it or throw it away first.' },
  'continuity.answered': { status: 409, title: 'This plan was answered already, by {by}. An answer stands.' },
  'continuity.replaced': { status: 409, title: 'A newer version of this plan was put to you. Answer that one.' },
  'continuity.other-text': { status: 409, title: 'What you read is not what was put to you. Load the page again and read it anew.' },
  'continuity.reason-missing': { status: 422, title: 'Say what is wrong with the plan, so that it can be put right.' },
  'continuity.for-managers': { status: 403, title: 'Only a manager of the client, signed in as themselves, can approve a plan.' },
  'continuity.drill-over': { status: 409, title: 'This drill was held or called off already. Its record stands.' },
  'continuity.drill-day': {
    status: 422,
    title: 'A drill is recorded on the day it was held or later, and planned for a day from today on.',
  },
  'continuity.drill-time': { status: 422, title: 'Choose a time that is over, of at most 48 hours.' },
  'continuity.drill-outcome': {
    status: 422,
    title: 'A drill in which a system did not come back was not passed. Say “partly” or “failed”.',
  },
  'continuity.no-plan': {
    status: 409,
    title: 'A drill can be taken from the tests only where a plan is in force: it says which systems count.',
  },
})
