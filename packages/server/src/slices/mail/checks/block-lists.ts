/** Asks DNS block lists about the server that sends. A list that does not answer, or answers wrongly, is left alone for a while: mail goes on without it. */
import type { Log } from '../../../platform/log/index.ts'
import { hasCode } from '../../../platform/files/durable.ts'
import { isPublic, meaningOf, reversed } from './block-list-names.ts'
import type { Resolve } from '../ports.ts'

export type BlockLists = {
  /** Lists that name this address. Never throws, and takes no longer than twice its time: the list's test entries, then the address. */
  naming(address: string): Promise<string[]>
}

type Options = {
  /** Zones, such as `zen.example`; none: nothing is asked. */
  lists: readonly string[]
  /** Remembers its answers. */
  resolve: Resolve
  timeoutMs: number
  now: () => number
  log: Log
}

/** How long a list is trusted after its test entries were as they must be, and how long it is left alone when not. */
const TRUSTED_MS = 3_600_000
const AWAY_MS = 300_000

export function createBlockLists({ lists, resolve, timeoutMs, now, log }: Options): BlockLists {
  const states = new Map<string, { until: number; use: Promise<boolean> }>()
  const leave = (list: string, why: string): void => {
    states.set(list, { until: now() + AWAY_MS, use: Promise.resolve(false) })
    log.warn({ list, why }, 'a block list cannot be used now; mail is taken without it')
  }
  const look = async (list: string, reverse: string): Promise<'listed' | 'clear' | 'error'> => {
    try {
      return meaningOf((await within(resolve(`${reverse}.${list}`, 'A'), timeoutMs)).map(String))
    } catch (error) {
      return hasCode(error, 'ENOTFOUND', 'ENODATA') ? 'clear' : 'error'
    }
  }
  /** RFC 5782, 5: 127.0.0.2 is on every list that works, and 127.0.0.1 on none. */
  const usable = (list: string): Promise<boolean> => {
    const state = states.get(list)
    if (state !== undefined && state.until > now()) return state.use
    const use = Promise.all([look(list, '2.0.0.127'), look(list, '1.0.0.127')]).then(([present, absent]) => {
      if (present === 'listed' && absent === 'clear') return true
      leave(list, `its test entries answer ${present} and ${absent}`)
      return false
    })
    states.set(list, { until: now() + TRUSTED_MS, use })
    return use
  }
  return {
    naming: async (address) => {
      const reverse = reversed(address)
      if (lists.length === 0 || reverse === null || !isPublic(address)) return []
      const found = await Promise.all(
        lists.map(async (list) => {
          if (!(await usable(list))) return null
          const meaning = await look(list, reverse)
          if (meaning === 'error') leave(list, 'it did not answer, or answered with an error')
          return meaning === 'listed' ? list : null
        }),
      )
      return found.filter((list) => list !== null)
    },
  }
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
