/** Errors of looking at a restored server (slice `recovery`): starting it, its windows, its files, what is said about it. */
import { defineErrors } from './define.ts'

export const viewingErrors = defineErrors({
  'recovery.viewing.nothing': { status: 409, title: '{hostname} has no restore point yet: there is nothing to start.' },
  'recovery.viewing.already': {
    status: 409,
    title: '{hostname} runs already from its backup, started by {by}. Look at that one, or end it first.',
  },
  'recovery.viewing.full': {
    status: 409,
    title: '{running} restored servers run here for people to look at, and {most} are the most that fit. {next}',
  },
  'recovery.viewing.not-here': {
    status: 409,
    title: 'This instance of Mainstay starts no servers. Start one with the role worker or recovery, and ask that.',
  },
  'recovery.viewing.other-instance': {
    status: 409,
    title: 'Another instance of Mainstay runs this server, and only that one can show it.',
  },
  'recovery.viewing.not-running': { status: 409, title: 'The server is not up yet: it is still being started.' },
  'recovery.viewing.ended': { status: 409, title: 'The server runs no more. {detail}' },
  'recovery.viewing.ticket': {
    status: 403,
    title: 'This ticket opens nothing here: it was used, has run out, or was made for something else. Ask for a new one.',
  },
  'recovery.viewing.windows': { status: 409, title: '{most} windows are open on this server, and more are not allowed. Close one.' },
  'recovery.viewing.no-files': {
    status: 409,
    title: 'There are no restored files to look at here: log in to the server to see them.',
  },
  'recovery.viewing.no-file': { status: 404, title: 'The restored server has nothing at {path} that can be opened ({detail}).' },
  'recovery.viewing.file-too-large': { status: 413, title: '{name} has {size} and cannot be taken from here; the most is {most}.' },
  'recovery.viewing.not-looked': {
    status: 409,
    title: 'Look at the server before you say what is there: open its screen, its console or its files.',
  },
  'recovery.viewing.said': { status: 409, title: '{by} has already said what was there.' },
  'recovery.viewing.sentence': { status: 400, title: 'Say in a sentence what is missing.' },

  // Why a server that was looked at runs no more.
  'recovery.viewing.end.time': { status: 422, title: 'Its {minutes} minutes were up.' },
  'recovery.viewing.end.person': { status: 422, title: '{name} ended it.' },
  'recovery.viewing.end.off': { status: 422, title: 'It was switched off from within, or stopped by itself.' },
  'recovery.viewing.end.reset': { status: 422, title: 'It restarted itself, which ends it here.' },
  'recovery.viewing.end.mainstay': { status: 422, title: 'Mainstay was stopped meanwhile. Nothing of it was kept; start it again.' },
  'recovery.viewing.end.slow': { status: 422, title: 'It was not up within {minutes} minutes.' },
  'recovery.viewing.end.fault': { status: 422, title: 'It could not be started, for a reason that is in the log of Mainstay.' },

  'recovery.person.missing': { status: 422, title: 'A person of the client looked into the restored server: “{sentence}”' },
})
