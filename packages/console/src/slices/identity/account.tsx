/** One's own account: password, second step, passkeys, API tokens, signing out. */
import { Button } from '@mantine/core'
import type { JSX } from 'react'
import { useMay, useMe } from '../../app/session.ts'
import { Page } from '../../ui/page.tsx'
import { useSignOut } from './queries.ts'
import { roleMeaning, roleName } from './roles.ts'
import { SignInWays, useSignInTitle } from './sign-in-ways.tsx'
import { Tokens } from './tokens.tsx'

export function Account(): JSX.Element | null {
  const me = useMe()
  const title = useSignInTitle(me?.twoFactor === true)
  const signOut = useSignOut('/sign-in')
  const mayMakeTokens = useMay('identity.tokens')
  if (me === null) return null
  return (
    <Page
      title={title}
      over="Account"
      lead={`${me.name}, ${me.email}. ${roleName[me.role]}: ${roleMeaning[me.role]}.`}
      actions={
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      }
    >
      <SignInWays twoFactor={me.twoFactor} linker="An owner" />
      {mayMakeTokens ? <Tokens /> : null}
    </Page>
  )
}
