/** The browser's part of passkeys: asks it, and sends what it answered. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { passkeyOptions, passkeySignIn, passkeySignInOptions } from './queries.ts'

export async function enterByPasskey(): Promise<void> {
  const { options } = await passkeySignInOptions()
  const credential = await asked(() =>
    startAuthentication({ optionsJSON: options as Parameters<typeof startAuthentication>[0]['optionsJSON'] }),
  )
  await passkeySignIn(withoutExtensions(credential))
}

/** A new one, made on this device or on one that the browser reaches. */
export async function newCredential(password: string | undefined): Promise<object> {
  const { options } = await passkeyOptions(password)
  const credential = await asked(() =>
    startRegistration({ optionsJSON: options as Parameters<typeof startRegistration>[0]['optionsJSON'] }),
  )
  return withoutExtensions(credential)
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw new Error(inWords(error), { cause: error })
  }
}

/** A person who closed the browser's window changed their mind, which is no failure. */
function inWords(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError') return 'No passkey was chosen. Try again, or go another way.'
  if (name === 'InvalidStateError') return 'This device holds a passkey for you here already.'
  return 'The browser could not use a passkey here.'
}

/** We ask for none, and take none. */
function withoutExtensions<T extends object>(credential: T): T {
  return { ...credential, clientExtensionResults: {} }
}
