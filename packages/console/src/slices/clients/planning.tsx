/** From a client's page to what is planned and advised for them. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

const PLACES = [
  { to: '/clients/$clientId/continuity', name: 'Recovery plan' },
  { to: '/clients/$clientId/standards', name: 'Standards' },
  { to: '/clients/$clientId/assets', name: 'Assets' },
  { to: '/clients/$clientId/plan', name: 'Plan' },
] as const

export function Planning({ clientId }: { clientId: string }): JSX.Element {
  return (
    <>
      {PLACES.map(({ to, name }) => (
        <Button key={to} variant="subtle" renderRoot={(props) => <Link {...props} to={to} params={{ clientId }} />}>
          {name}
        </Button>
      ))}
      <Button variant="subtle" renderRoot={(props) => <Link {...props} to="/recommendations" search={{ clientId }} />}>
        Recommendations
      </Button>
    </>
  )
}
