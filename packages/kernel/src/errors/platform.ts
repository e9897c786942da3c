/** Errors of `platform`: what can go wrong before any slice is asked. */
import { defineErrors } from './define.ts'

export const platformErrors = defineErrors({
  'platform.certificate': {
    status: 500,
    title: 'The certificate (--tls-cert) or its key (--tls-key) cannot be read by the user that the server runs as: {detail}',
  },
  'platform.internal': {
    status: 500,
    title: 'Something failed inside Mainstay. Nothing was changed. The log has the details under this request id.',
  },
  'platform.invalid-input': { status: 400, title: 'The request is not in the expected form: {detail}' },
  'platform.not-found': { status: 404, title: 'There is no {what} with this id that you may see.' },
  'platform.route-not-found': { status: 404, title: 'There is no such address here: {path}' },
  'platform.unauthenticated': { status: 401, title: 'Sign in first.' },
  'platform.forbidden': { status: 403, title: 'You may not do this: it needs {needs}.' },
  'platform.too-large': { status: 413, title: 'The request is larger than {limit}.' },
  'platform.too-slow': { status: 408, title: 'The request did not arrive within {seconds} seconds. Send it again.' },
  'platform.console-not-built': {
    status: 503,
    title: 'The console is not built on this server. Run ./mainstay once from the checkout, then start it again; the API works meanwhile.',
  },
  'platform.config': { status: 500, title: 'Configuration: {detail}' },
  'platform.data-folder': { status: 500, title: 'Data folder {path}: {detail}' },
  'platform.master-key-missing': {
    status: 500,
    title:
      'The master key {path} is missing, and an installation made with it is there: {found}. Without that key nothing sealed can be read: passwords of backups, second steps, the identity of this server. Put the copy of that file back there, readable by its owner alone, or name it in MAINSTAY_MASTER_KEY_FILE. Nothing was written. To start over without any of it, give an empty --data folder.',
  },
  'platform.pdf-failed': { status: 503, title: 'The PDF could not be made: {reason}. Try again.' },
  'platform.disk-full': { status: 507, title: 'The disk of {path} is full. Free some space; nothing that was acknowledged is lost.' },
  'platform.database-unavailable': { status: 503, title: 'The database does not answer. Mainstay keeps trying; try again in a moment.' },
  'platform.port-in-use': {
    status: 500,
    title: 'Port {port} on {host} is in use by another program. Stop it, or choose another with --port.',
  },
  'platform.listen-without-tls': {
    status: 500,
    title:
      '{host} is reachable from other machines, so it needs TLS: give --tls-cert and --tls-key, or declare the proxy that does it with --public-url https://…',
  },
})
