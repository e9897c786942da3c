/** What the queue keeps in its address. */
export type TicketListSearch = { view?: 'mine' | 'unassigned' | 'waiting' | 'done'; clientId?: string; q?: string }

const VIEWS = ['mine', 'unassigned', 'waiting', 'done'] as const

/** Read leniently, since people edit addresses by hand. */
export function ticketListSearch(raw: Record<string, unknown>): TicketListSearch {
  const view = VIEWS.find((one) => one === raw.view)
  const clientId = typeof raw.clientId === 'string' && /^[0-9a-f-]{36}$/i.test(raw.clientId) ? raw.clientId : undefined
  const q = typeof raw.q === 'string' || typeof raw.q === 'number' ? String(raw.q).slice(0, 200) : ''
  return { ...(view ? { view } : {}), ...(clientId ? { clientId } : {}), ...(q === '' ? {} : { q }) }
}
