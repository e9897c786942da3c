/** The DNS with a time limit for each look-up and a memory of a few minutes, so that a busy domain is asked for once. */
import { Resolver } from 'node:dns/promises'
import { hasCode } from '../../../platform/files/durable.ts'
import type { Resolve } from '../ports.ts'

const KEEP_MS = 5 * 60_000
const MOST_KEPT = 20_000
/** Of what is certainly not there, as of what is. Trouble is not kept. */
const ABSENT = ['ENOTFOUND', 'ENODATA']

type Answer = { until: number; records: string[][] | string[] } | { until: number; absent: string }

export function createResolve({ servers, timeoutMs, now }: { servers: readonly string[]; timeoutMs: number; now: () => number }): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  if (servers.length > 0) resolver.setServers(servers)
  return remember((name, type) => resolver.resolve(name, type) as Promise<string[][] | string[]>, now)
}

export function remember(ask: Resolve, now: () => number): Resolve {
  const known = new Map<string, Answer>()
  const keep = (key: string, answer: Answer): void => {
    if (known.size >= MOST_KEPT) known.delete(known.keys().next().value ?? '')
    known.set(key, answer)
  }
  return async (name, type) => {
    const key = `${type} ${name.toLowerCase()}`
    const found = known.get(key)
    if (found !== undefined && found.until > now()) {
      if ('absent' in found) throw Object.assign(new Error(`${type} ${name}: ${found.absent}`), { code: found.absent })
      return found.records
    }
    known.delete(key)
    try {
      const records = await ask(name, type)
      keep(key, { until: now() + KEEP_MS, records })
      return records
    } catch (error) {
      if (hasCode(error, ...ABSENT)) keep(key, { until: now() + KEEP_MS, absent: (error as { code?: string }).code ?? 'ENOTFOUND' })
      throw error
    }
  }
}
