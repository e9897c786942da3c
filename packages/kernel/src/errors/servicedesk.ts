/** Errors of `servicedesk`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const servicedeskErrors = defineErrors({
  'servicedesk.sla-rule': { status: 422, title: 'The clock cannot run: {rule}' },
  'servicedesk.closed': { status: 409, title: 'Ticket {number} is closed. Reopen it first.' },
  'servicedesk.resolved': { status: 409, title: 'Ticket {number} is resolved. Reopen it first.' },
  'servicedesk.needs-reason': { status: 422, title: 'Say what is waited for: the reason stands beside the clock that it stops.' },
  'servicedesk.same-status': { status: 409, title: 'Ticket {number} has this status already. Look at it again.' },
  'servicedesk.reopen-window-over': {
    status: 409,
    title: 'Ticket {number} was resolved more than {days} days ago. Open a new ticket instead.',
  },
  'servicedesk.settings-changed': {
    status: 409,
    title: 'Hours and targets have changed since you read them. Read them again, then decide.',
  },
  'servicedesk.not-assignable': { status: 422, title: 'This person cannot work on tickets of this client. Choose another.' },
  'servicedesk.stopwatch-runs': { status: 409, title: 'Your stopwatch runs on this ticket already.' },
  'servicedesk.stopwatch-stands': { status: 409, title: 'Your stopwatch does not run on this ticket.' },
  'servicedesk.for-clients': { status: 403, title: 'This is for the client’s own people. Use the console.' },
  'servicedesk.not-resolved': { status: 409, title: 'Ticket {number} is not resolved yet, so there is nothing to judge.' },
  'servicedesk.not-on-desk': { status: 422, title: 'Somebody on this rota cannot work on tickets. Choose people of the desk.' },
  'servicedesk.merged': { status: 409, title: 'Ticket {number} was merged into another. Go on there.' },
  'servicedesk.merge-itself': { status: 422, title: 'A ticket is not merged into itself. Choose another.' },
  'servicedesk.merge-done': { status: 409, title: 'Ticket {number} is resolved or merged already. Only open tickets are merged.' },
  'servicedesk.split-note': { status: 422, title: 'Only what the client said becomes a ticket of its own. Choose one of their messages.' },
  'servicedesk.parent-circle': { status: 422, title: 'That ticket lies under this one. A ticket is not above itself.' },
  'servicedesk.judge-link-over': {
    status: 410,
    title: 'This link is older than {days} days or was changed. Answer the mail instead, or call.',
  },
  'servicedesk.attachment-malware': {
    status: 410,
    title: '“{name}” is not kept: the scanner found {found} in it. Ask the sender for a clean copy.',
  },
  'servicedesk.no-holidays': { status: 422, title: 'No holidays are known for {where}. Write its days down by hand.' },
  'servicedesk.password-needed': { status: 422, title: 'Give the password for {host}: it is another server or user than before.' },
  'servicedesk.imap-needs-tls': {
    status: 422,
    title: 'Without encryption only a mailbox on this machine is read, and {host} is another. Choose encryption.',
  },
  'servicedesk.password-needs-tls': {
    status: 422,
    title: 'A password needs encryption that is certain. Choose “encrypted, with a certificate that holds” or “encrypted”.',
  },
})
