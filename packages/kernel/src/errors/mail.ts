/** Errors of `mail`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const mailErrors = defineErrors({
  'mail.port-in-use': {
    status: 500,
    title: 'Port {port} on {host} is in use by another program. Stop it, or choose another for mail with MAINSTAY_MAIL_PORT.',
  },
  'mail.domain-taken': { status: 409, title: 'The domain {domain} is set up already, for another client. Remove it there first.' },
  'mail.not-kept': { status: 409, title: 'This message is no longer kept here ({state}). Its trace says what became of it.' },
  'mail.content-missing': {
    status: 410,
    title:
      'The content of this message is missing on the server’s disk, though its record is there. Bring back the folder "mail" from a backup.',
  },
  'mail.needs-technician': {
    status: 403,
    title: 'This message was stopped as known malware or by a list. Only a technician can release it, with a reason.',
  },
  'mail.reason-needed': { status: 400, title: 'Say why: opening or releasing somebody else’s mail is recorded with its reason.' },
  'mail.link-over': { status: 410, title: 'This link was used already or is older than {days} days. The next digest brings a new one.' },
  'mail.model-unreadable': { status: 422, title: '{name} is not a model of the mail scorer: {detail}. Train one: mainstay mail train.' },
  'mail.model-version': {
    status: 422,
    title: '{name} was trained by another version (features {version}, this one has {expected}). Train it again: mainstay mail train.',
  },
  'mail.training': { status: 422, title: 'Nothing was trained: {detail}.' },
})
