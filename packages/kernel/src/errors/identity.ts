/** Errors of `identity`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const identityErrors = defineErrors({
  'identity.setup-link': {
    status: 403,
    title: 'This link for the first sign-in is not the newest one. Use the one that the server printed when it last started.',
  },
  'identity.invitation-link': { status: 410, title: 'This link was used already or has expired. Ask for a new one.' },
  'identity.wrong-credentials': { status: 401, title: 'The address or the password is wrong.' },
  'identity.wrong-code': { status: 401, title: 'The code is wrong, or it was used already. Wait for the next one.' },
  'identity.second-step-over': { status: 401, title: 'The second step took too long or failed too often. Sign in again.' },
  'identity.weak-password': {
    status: 400,
    title:
      'This password is too easy to guess: {why}. Take four or more words that do not belong together, or let a password manager make one.',
  },
  'identity.wrong-password': { status: 403, title: 'The password is wrong.' },
  'identity.too-many-attempts': { status: 429, title: 'Too many attempts. Try again in {seconds} seconds.' },
  'identity.cross-site': { status: 403, title: 'This request did not come from a page of Mainstay, so it was refused.' },
  'identity.disabled': { status: 403, title: 'This account is switched off. Ask an owner.' },
  'identity.email-taken': { status: 409, title: 'There is a person with the address {email} already.' },
  'identity.last-owner': { status: 409, title: 'This is the last owner who can sign in. Make another person owner first.' },
  'identity.needs-clients': { status: 400, title: 'A person with the role {role} needs the clients named.' },
  'identity.owner-sees-all': { status: 400, title: 'An owner sees every client. Choose another role for fewer.' },
  'identity.two-factor-on': { status: 409, title: 'The second step is switched on already. Switch it off first.' },
  'identity.two-factor-off': { status: 409, title: 'The second step is not switched on.' },
  'identity.passkey-refused': {
    status: 401,
    title: 'This passkey could not be verified, or it took too long. Try again, or sign in another way.',
  },
  'identity.passkey-known': { status: 409, title: 'This passkey is in use here already. Choose another one.' },
  'identity.passkeys-enough': { status: 409, title: 'You have {most} passkeys. Remove one that you no longer use first.' },
  'identity.passkeys-not-here': {
    status: 409,
    title: 'Browsers offer passkeys for names over https only, and this server is known as {address}. Start it with --public-url https://…',
  },
  'identity.sign-in-again': { status: 403, title: 'For this, sign out and sign in again first: your sign-in is older than ten minutes.' },
  'identity.needs-two-factor': { status: 403, title: 'This needs your second step. Switch it on in your account first.' },
  'identity.issuer-unusable': { status: 400, title: 'The issuer {issuer} cannot be used: {detail}' },
  'identity.provider-known': { status: 409, title: 'There is a sign-in for this issuer and client already. Change that one.' },
  'identity.elsewhere-over': {
    status: 401,
    title: 'This sign-in took too long, was used already, or began in another browser. Start again.',
  },
  'identity.elsewhere-failed': { status: 401, title: 'Signing in with {name} did not work. Try again; if it stays so, ask an owner.' },
  'identity.email-unverified': {
    status: 403,
    title: '{name} does not vouch for your e-mail address, so you cannot be recognised by it. Ask an owner.',
  },
  'identity.domain-not-allowed': { status: 403, title: 'People with your e-mail domain do not sign in with {name} here. Ask an owner.' },
  'identity.linked-otherwise': {
    status: 403,
    title: 'You are known here by another account of {name}. If that was replaced, ask an owner to unlink it.',
  },
  'identity.nobody-here': { status: 403, title: 'Nobody here has the e-mail address that {name} gave. Ask an owner for an invitation.' },
  'identity.token-beyond-rights': { status: 403, title: 'A token can do no more than its maker: you have no {what} to give.' },
  'identity.token-not-for-tokens': {
    status: 403,
    title: 'No token may have {what}, whoever makes it: that is for people who sign in. Leave it out.',
  },
  'identity.token-invalid': { status: 401, title: 'This API token is unknown, expired or revoked.' },
})
