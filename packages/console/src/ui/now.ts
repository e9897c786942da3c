/** The present moment as a store: one timer for all relative times on a page. */
import { useSyncExternalStore } from 'react'

const TICK_MS = 15_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

export function useNow(): Date {
  return new Date(useSyncExternalStore(subscribe, () => now))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  if (Date.now() - now > TICK_MS) now = Date.now()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}
