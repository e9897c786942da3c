/** Errors of `trust`. Every code starts with the slice's name. The verifier of envelopes refuses with these same codes. */
import { defineErrors } from './define.ts'

export const trustErrors = defineErrors({
  'trust.token-malformed': {
    status: 400,
    title: 'This is not an enrolment token: it has four parts joined by dots. Copy the whole line that "mainstay token" printed.',
  },
  'trust.token-unknown': { status: 403, title: 'This enrolment token is not known here. Make a new one with "mainstay token".' },
  'trust.token-used': { status: 403, title: 'This enrolment token was used already; each is good for one machine. Make a new one.' },
  'trust.token-expired': { status: 403, title: 'This enrolment token has expired. Make a new one with "mainstay token".' },
  'trust.token-not-pinned': {
    status: 409,
    title: 'The token names another authority than the one of client {client}. Make it from a signer that knows this client.',
  },

  'trust.signer-unauthenticated': {
    status: 401,
    title: 'This request is not signed by a key that is known here. A colleague adds one with "mainstay key trust".',
  },
  'trust.signer-clock': {
    status: 401,
    title: 'The clocks of your machine and of the server differ by more than five minutes. The server has {now}.',
  },
  'trust.signer-replayed': { status: 401, title: 'This signed request was used already. Send it anew.' },
  'trust.signer-own-key': { status: 409, title: 'A key cannot shut itself out. A colleague does that.' },
  'trust.signer-exists': { status: 409, title: 'There is a signer with this key already.' },
  'trust.signer-not-in-authority': { status: 403, title: 'Your key is not in the authority of client {client}.' },
  'trust.bootstrap-done': { status: 409, title: 'The first signing key is set already; others are added by signers.' },
  'trust.no-authority': { status: 409, title: 'Client {client} has no authority yet. Make one with "mainstay authority create".' },
  'trust.authority-exists': { status: 409, title: 'Client {client} has an authority already.' },
  'trust.draft-mismatch': { status: 409, title: 'What was signed is not what the draft says.' },
  'trust.draft-closed': { status: 409, title: 'This command waits for no signature any more.' },
  'trust.vault-tampered': { status: 500, title: 'A sealed secret does not open: it was changed, or sealed under another key ({purpose}).' },

  'trust.envelope-malformed': { status: 400, title: 'The envelope is not in its one canonical form: {detail}' },
  'trust.envelope-id-mismatch': { status: 403, title: 'The envelope carries the id of another one.' },
  'trust.envelope-signature-invalid': { status: 403, title: 'A signature on the envelope does not fit it.' },
  'trust.envelope-signature-kind': { status: 403, title: 'The envelope carries a kind of signature that this version cannot check.' },
  'trust.envelope-key-unknown': { status: 403, title: 'The envelope is signed by a key that is not in the authority of the client.' },
  'trust.envelope-key-revoked': { status: 403, title: 'The envelope is signed by a key that was revoked.' },
  'trust.envelope-key-role': { status: 403, title: 'The envelope is signed by a key that may not sign commands.' },
  'trust.envelope-head-unknown': {
    status: 403,
    title: 'The envelope was made under a state of the authority that is not known here (yet).',
  },
  'trust.envelope-two-signatures': { status: 403, title: 'The envelope needs the signatures of two different keys.' },
  'trust.envelope-kind-unknown': { status: 403, title: 'This version does not know commands of this kind.' },
  'trust.envelope-wrong-client': { status: 403, title: 'The envelope is for another client.' },
  'trust.envelope-wrong-target': { status: 403, title: 'The envelope is not for this device.' },
  'trust.envelope-target-list': { status: 403, title: 'The list of targets is missing or is not the one that was signed.' },
  'trust.envelope-not-yet': { status: 403, title: 'The envelope is not valid yet. If it should be, check the clock of the machine.' },
  'trust.envelope-expired': { status: 403, title: 'The envelope has expired. Sign the command again.' },
  'trust.envelope-replayed': { status: 403, title: 'The envelope was taken once already.' },
  'trust.envelope-seq': { status: 403, title: 'A newer envelope than this one was taken already.' },

  'trust.authority-malformed': { status: 400, title: 'An entry of the authority is not in its one canonical form.' },
  'trust.authority-empty': { status: 403, title: 'The authority has no entries.' },
  'trust.authority-genesis': { status: 403, title: 'The authority does not start at the genesis that was pinned.' },
  'trust.authority-order': { status: 403, title: 'An entry of the authority is missing, repeated or out of order.' },
  'trust.authority-fork': { status: 403, title: 'The authority was forked: two entries follow the same one.' },
  'trust.authority-client': { status: 403, title: 'An entry of the authority is for another client.' },
  'trust.authority-signature': { status: 403, title: 'A signature in the authority does not fit its entry or its key.' },
  'trust.authority-threshold': { status: 403, title: 'A change of the authority needs more signatures: two keys where there are two.' },
  'trust.authority-change': { status: 409, title: 'This change of the authority makes no sense in its present state: {detail}' },
})
