/** A client's person and their sign-in: the same parts as in the console. */
import type { JSX } from 'react'
import { useMe } from '../app/session.ts'
import { SignInWays, useSignInTitle } from '../slices/identity/sign-in-ways.tsx'
import { PortalPage } from './portal-page.tsx'

export function PortalAccount(): JSX.Element | null {
  const me = useMe()
  const title = useSignInTitle(me?.twoFactor === true)
  if (me === null) return null
  return (
    <PortalPage title={title} lead={`${me.name}, ${me.email}. A new password signs you out on every other phone and computer.`}>
      <SignInWays twoFactor={me.twoFactor} linker="Your IT provider" />
    </PortalPage>
  )
}
