/** Errors of `recommendations`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const recommendationsErrors = defineErrors({
  'recommendations.frozen': {
    status: 409,
    title: 'This was put to the client and stays as it was read. Make a new version, which takes its place.',
  },
  'recommendations.changed': { status: 409, title: 'The draft has changed since you read it. Read it again.' },
  'recommendations.answer-by-past': { status: 422, title: 'The day to answer by ({date}) is over. Choose a later one.' },
  'recommendations.not-replaceable': { status: 409, title: 'Only what was put to this client, and was not replaced yet, can be replaced.' },
  'recommendations.decided': {
    status: 409,
    title: 'This was answered already, by {by}. An answer stands; ask your provider for a new version.',
  },
  'recommendations.superseded': { status: 409, title: 'A new version has taken the place of this one. Answer that one.' },
  'recommendations.other-text': { status: 409, title: 'What you read is not what was put to you. Load the page again and read it anew.' },
  'recommendations.option-missing': { status: 422, title: 'Choose one of the {count} options.' },
  'recommendations.until-invalid': { status: 422, title: 'Choose a day after today, within two years, on which to be asked again.' },
  'recommendations.for-managers': { status: 403, title: 'Only a manager of the client, signed in as themselves, can answer.' },
  'recommendations.not-a-manager': { status: 422, title: 'This person is no manager of the client, and could not answer.' },
  'recommendations.link-of-another': {
    status: 403,
    title: 'This link was made for another person. Open “Decisions” in your own portal instead.',
  },
  'recommendations.link-used': { status: 409, title: 'This link was used already. Open “Decisions” in your portal to see the answer.' },
  'recommendations.link-over': { status: 410, title: 'This link is not good any more. Open “Decisions” in your portal instead.' },
  'recommendations.no-review': { status: 409, title: 'Only what was declined or put off comes back for review.' },
})
