/** The outermost frame: the link for those who come by keyboard, then the page. */
import { Outlet } from '@tanstack/react-router'
import type { JSX } from 'react'

export function Root(): JSX.Element {
  return (
    <>
      <a href="#main" className="skip-link">
        Skip to the page
      </a>
      <Outlet />
    </>
  )
}
