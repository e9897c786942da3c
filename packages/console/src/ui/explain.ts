/** A failure in words for a person: what happened, what is safe, what to do. It decides on codes, never on the server's text. */
import { ApiFailure } from '../app/api.ts'
import type { Tone } from './tone.ts'

export type Explanation = { tone: Tone; title: string; safe: string; advice: string }

const NOTHING_CHANGED = 'Nothing was changed, and what was recorded before is still there.'

export function explain(error: Error): Explanation {
  if (!(error instanceof ApiFailure))
    return {
      tone: 'broken',
      title: 'This page could not be drawn',
      safe: `${NOTHING_CHANGED} The fault is in the page.`,
      advice: 'Load the page again. If it stays, tell whoever looks after this Mainstay.',
    }
  switch (error.code) {
    case 'console.unreachable':
      return {
        tone: 'unknown',
        title: 'The server does not answer',
        safe: 'Agents keep working and keep their measurements until it is back; backups follow their signed policy.',
        advice: 'Check that “mainstay serve” runs and that this machine can reach it. The page tries again by itself.',
      }
    case 'platform.database-unavailable':
      return {
        tone: 'unknown',
        title: 'The database does not answer',
        safe: 'What was acknowledged is kept. Agents store what they measure until it is back.',
        advice: 'The server keeps trying. Look at its log if this lasts longer than a minute.',
      }
    case 'platform.forbidden':
      return {
        tone: 'attention',
        title: 'You may not see this',
        safe: `It needs the right “${String(error.data.needs ?? 'unknown')}”, which your role does not have.`,
        advice: 'An owner can change your role under People.',
      }
    case 'platform.not-found':
    case 'platform.route-not-found':
      return {
        tone: 'unknown',
        title: missing(error.data['what']),
        safe: 'Either it does not exist, or it belongs to a client that you are not assigned to.',
        advice: 'Check the address, or go back to the list it came from.',
      }
    default:
      return { tone: 'broken', title: error.message, safe: NOTHING_CHANGED, advice: adviceFor(error) }
  }
}

function missing(what: unknown): string {
  return typeof what === 'string' && what !== 'record' ? `There is no such ${what}` : 'There is nothing here that you may see'
}

function adviceFor(error: ApiFailure): string {
  return error.status >= 500
    ? 'Try again. If it stays, the server’s log has the details under the request below.'
    : 'Change what the message names and try again.'
}
