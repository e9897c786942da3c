/** Sign-in of the console, on a page of its own; afterwards one is where one wanted to go. */
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'
import { ME_KEY } from '../../app/query-client.ts'
import { SignIn } from './sign-in.tsx'

export function SignInPage(): JSX.Element {
  const { back = '/', ...landed } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const cache = useQueryClient()
  const done = async (): Promise<void> => {
    await cache.resetQueries({ queryKey: ME_KEY })
    // The portal is a program of its own.
    if (back.startsWith('/portal')) location.assign(back)
    else router.history.push(back)
  }
  return <SignIn done={done} back={back} landed={landed} />
}
