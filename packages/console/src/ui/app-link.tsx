/** A link whose address comes from a record, not from code: inside this page's own addresses, without loading anew. */
import { useRouter } from '@tanstack/react-router'
import type { JSX, MouseEvent, ReactNode } from 'react'

type AppLinkProps = { href: string; className?: string; children: ReactNode; current?: boolean }

export function AppLink({ href, className, children, current = false }: AppLinkProps): JSX.Element {
  const router = useRouter()
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    router.history.push(href)
  }
  return (
    <a href={href} className={className} onClick={follow} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  )
}
