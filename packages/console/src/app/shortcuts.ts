/** Keys of the console: `g` then a letter goes somewhere, `/` searches, `?` shows them. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'

export const goTo = {
  t: { to: '/', name: 'Today' },
  r: { to: '/recovery', name: 'Recovery' },
  d: { to: '/devices', name: 'Devices' },
  a: { to: '/alerts', name: 'Alerts' },
  s: { to: '/tickets', name: 'Tickets' },
  m: { to: '/mail', name: 'Mail' },
  c: { to: '/clients', name: 'Clients' },
  o: { to: '/recommendations', name: 'Recommendations' },
  p: { to: '/reports', name: 'Reports' },
} as const
type Letter = keyof typeof goTo

/** The second key must follow within this time. */
const SEQUENCE_MS = 1200

export function useShortcuts({ search, keys }: { search: () => void; keys: () => void }): void {
  const navigate = useNavigate()
  const onSearch = useEffectEvent(search)
  const onKeys = useEffectEvent(keys)
  useEffect(() => {
    let startedAt = 0
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return
      const second = Date.now() - startedAt < SEQUENCE_MS
      startedAt = 0
      if (second && isLetter(event.key)) void navigate({ to: goTo[event.key].to })
      else if (event.key === 'g') startedAt = Date.now()
      else if (event.key === '/') onSearch()
      else if (event.key === '?') onKeys()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate])
}

function isLetter(key: string): key is Letter {
  return key in goTo
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null
}
