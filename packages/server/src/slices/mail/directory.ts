/** Which client a domain belongs to and where its mail goes, as this instance knows it: at most a few seconds old. */
import { type Database, EVERY_CLIENT } from '../../platform/database/index.ts'
import type { MailDomain } from './domain/next-hop.ts'
import { loadDomains } from './store/settings.ts'

export type Directory = {
  /** With the database away, what was known before. */
  find(domain: string): Promise<MailDomain | null>
  all(): Promise<readonly MailDomain[]>
  /** Something was changed here: the next question reads anew. */
  forget(): void
}

const FRESH_MS = 3000

export function createDirectory({ database, now }: { database: Database; now: () => number }): Directory {
  let known: { at: number; byName: Map<string, MailDomain> } | null = null
  let loading: Promise<void> | null = null
  const load = async (): Promise<void> => {
    const at = now()
    const domains = await database.transaction(EVERY_CLIENT, loadDomains)
    known = { at, byName: new Map(domains.map((one) => [one.domain, one])) }
  }
  const fresh = async (): Promise<Map<string, MailDomain>> => {
    if (known === null || now() - known.at > FRESH_MS) {
      loading ??= load().finally(() => {
        loading = null
      })
      try {
        await loading
      } catch (error) {
        if (known === null) throw error
      }
    }
    return known?.byName ?? new Map()
  }
  return {
    find: async (domain) => (await fresh()).get(domain) ?? null,
    all: async () => [...(await fresh()).values()],
    forget: () => {
      if (known !== null) known.at = 0
    },
  }
}
