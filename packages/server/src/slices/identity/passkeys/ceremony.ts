/** The two ceremonies of WebAuthn by @simplewebauthn/server: what the browser is asked, and whether its answer holds. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { NewPasskeyOptionsSchema } from '@mainstay/contract/identity'
import { err, ok, type Result } from '@mainstay/kernel'
import type { z } from 'zod'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Passkey } from './store.ts'

/** Seconds in which the browser has to answer. */
export const CEREMONY_SECONDS = 300

export type AddOptions = z.input<typeof NewPasskeyOptionsSchema>['options']
export type AddedCredential = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'synced'>

/** EdDSA, ES256, RS256 (RFC 9053): what authenticators have; named here, since the library's own list tries an experimental one of Node. */
const ALGORITHMS = [-8, -7, -257]

/** The passkey is to be found by the authenticator itself, and to ask for finger, face or PIN each time: so it is two factors in one. */
export async function optionsToAdd(o: {
  party: RelyingParty
  person: { id: string; email: string; name: string }
  known: readonly Passkey[]
}): Promise<AddOptions> {
  const options = await generateRegistrationOptions({
    rpName: 'Mainstay',
    rpID: o.party.rpId,
    userID: new Uint8Array(Buffer.from(o.person.id)),
    userName: o.person.email,
    userDisplayName: o.person.name,
    timeout: CEREMONY_SECONDS * 1000,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: o.known.map((key) => ({ id: key.credentialId, transports: key.transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { ...options, rp: { name: options.rp.name, id: o.party.rpId } }
}

export async function optionsToSignIn(party: RelyingParty) {
  return generateAuthenticationOptions({ rpID: party.rpId, timeout: CEREMONY_SECONDS * 1000, userVerification: 'required' })
}

/** The error is for the log. */
export async function checkAdded(o: {
  party: RelyingParty
  challenge: string
  credential: RegistrationResponseJSON
}): Promise<Result<AddedCredential, string>> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: o.credential,
      expectedChallenge: o.challenge,
      expectedOrigin: o.party.origin,
      expectedRPID: o.party.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return err('not verified')
    const { credential, credentialDeviceType } = registrationInfo
    return ok({
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      synced: credentialDeviceType === 'multiDevice',
    })
  } catch (error) {
    return err(String(error))
  }
}

/** The new counter. One that does not rise means that the key was copied (WebAuthn, section 6.1.1); those that never count stay at 0. */
export async function checkAnswer(o: {
  party: RelyingParty
  challenge: string
  credential: AuthenticationResponseJSON
  passkey: Passkey
}): Promise<Result<number, string>> {
  const { userHandle } = o.credential.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== o.passkey.personId) return err('of another person')
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: o.credential,
      expectedChallenge: o.challenge,
      expectedOrigin: o.party.origin,
      expectedRPID: o.party.rpId,
      requireUserVerification: true,
      credential: {
        id: o.passkey.credentialId,
        publicKey: new Uint8Array(o.passkey.publicKey),
        counter: o.passkey.counter,
        transports: o.passkey.transports,
      },
    })
    return verified ? ok(authenticationInfo.newCounter) : err('the signature does not fit')
  } catch (error) {
    return err(String(error))
  }
}

/** The challenge that the answer claims to be for; it is looked up, and the library compares it again. */
export function challengeOf(clientDataJSON: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}
