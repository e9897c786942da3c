/** Tells open pages which views to read anew: changes are gathered for a moment, so that a busy fleet does not flood a browser. */
import type { Id } from '@mainstay/kernel'
import type { Notice } from '../../../platform/outbox/index.ts'

/** A notice, or, with no client, `everything`: changes may have been missed. */
export type LiveEvent = Notice | { topic: 'everything'; clientId: null; deviceId: null }

export type Hub = {
  publish(event: Notice): void
  /** All pages read all views anew. */
  everything(): void
  /** Null when there are too many already. `clients`: whose events may be seen. */
  subscribe(clients: 'all' | readonly Id[], send: (events: LiveEvent[]) => void): (() => void) | null
  listeners(): number
  stop(): void
}

export const MOST_LISTENERS = 500
const GATHER_MS = 500
/** More devices of one client than this at once: "many", and the page reads its list. */
const MOST_WAITING = 200

type Listener = { clients: 'all' | ReadonlySet<Id>; send: (events: LiveEvent[]) => void; waiting: Map<string, LiveEvent> }

export function createHub(): Hub {
  const all = new Set<Listener>()
  const timer = setInterval(() => {
    for (const listener of all) {
      if (listener.waiting.size === 0) continue
      const events = [...listener.waiting.values()]
      listener.waiting = new Map()
      listener.send(events)
    }
  }, GATHER_MS)
  timer.unref()
  return {
    publish: (event) => {
      for (const { clients, waiting } of all) {
        if (clients !== 'all' && !clients.has(event.clientId)) continue
        const many = waiting.size >= MOST_WAITING
        waiting.set(`${event.topic} ${event.clientId} ${many ? '' : event.deviceId}`, many ? { ...event, deviceId: null } : event)
      }
    },
    everything: () => {
      for (const { waiting } of all) waiting.set('everything', { topic: 'everything', clientId: null, deviceId: null })
    },
    subscribe: (clients, send) => {
      if (all.size >= MOST_LISTENERS) return null
      const listener: Listener = { clients: clients === 'all' ? 'all' : new Set(clients), send, waiting: new Map() }
      all.add(listener)
      return () => all.delete(listener)
    },
    listeners: () => all.size,
    stop: () => {
      clearInterval(timer)
      all.clear()
    },
  }
}
