/** Errors of `cli`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const cliErrors = defineErrors({
  'cli.usage': { status: 400, title: '{detail}' },
  'cli.not-json': { status: 400, title: '{name} is not JSON: {detail}' },
  'cli.csv': { status: 400, title: '{file} was not taken: {detail}.' },
  'cli.system': { status: 500, title: 'The system refused: {detail}' },
  'cli.no-key': {
    status: 404,
    title: 'There is no signing key in {folder}. Make one with "mainstay key new", or bring one with "mainstay key import".',
  },
  'cli.key-exists': { status: 409, title: 'There is a signing key in {folder} already. Move it away first: mainstay key move --to FILE.' },
  'cli.key-permissions': {
    status: 403,
    title:
      '{path} can be read by others on this machine, so it is not used. Run: chmod {mode} {path} — and if others were there, make a new key.',
  },
  'cli.key-owner': { status: 403, title: '{path} belongs to another user of this machine, so it is not used.' },
  'cli.key-unreadable': { status: 400, title: '{path} is not a key file of Mainstay: {detail}' },
  'cli.passphrase-needed': {
    status: 400,
    title: 'The key needs its passphrase. Name a file with it in MAINSTAY_KEY_PASSPHRASE_FILE, or run this where it can ask.',
  },
  'cli.passphrase-wrong': { status: 403, title: 'The passphrase does not open {path}.' },
  'cli.passphrase-weak': { status: 400, title: 'A passphrase needs at least 12 characters.' },
  'cli.file-exists': { status: 409, title: '{path} exists already. Choose another name; nothing was changed.' },
  'cli.out-file': { status: 400, title: '{path} cannot be written: {detail}' },
  'cli.no-server': { status: 400, title: 'Which server? Give --server URL or set MAINSTAY_SERVER.' },
  'cli.server-unreachable': { status: 502, title: 'The server at {url} does not answer: {detail}' },
  'cli.server-answer': { status: 502, title: 'The server at {url} answered something unexpected: {detail}' },
  'cli.server-key-changed': {
    status: 403,
    title: 'The server at {url} shows another identity key than before. If it was set up anew on purpose, delete {path} and try again.',
  },
  'cli.authority-not-pinned': {
    status: 409,
    title:
      'The authority of client {client} is not known on this machine. Ask a colleague for its genesis hash and run: mainstay authority trust --client {client} --genesis HASH',
  },
  'cli.authority-rejected': { status: 403, title: 'The server shows an authority of client {client} that is not sound: {reason}' },
  'cli.key-not-in-authority': {
    status: 403,
    title: 'Your key is not in the authority of client {client}. A colleague adds it with "mainstay authority add-key".',
  },
  'cli.pending-unknown': { status: 404, title: 'Nothing with the id {id} waits for a signature. See "mainstay sign --list".' },
  'cli.confirm': { status: 400, title: 'Nothing was signed. Look at the list and add --yes, or answer the question where it can ask.' },
  'cli.no-server-user': {
    status: 500,
    title:
      'Started by root, the server runs as the user mainstay, which does not exist. Run: useradd --system --no-create-home --shell /usr/sbin/nologin mainstay',
  },
  'cli.server-not-ready': { status: 500, title: 'The server was not ready after {seconds} seconds. Its log is above.' },
  'cli.server-start': { status: 500, title: 'The server did not start (exit {code}). Its reason stands above.' },
  'cli.step-failed': { status: 500, title: 'Step "{step}" did not happen: {reason}' },
  'cli.clock': {
    status: 400,
    title: 'The clocks of this machine and of the server differ by {seconds} s; more than 300 s is refused. Set the clock.',
  },
})
