/** What pages keep in their address: read leniently, since people edit addresses by hand. */
import type { DeviceListQuery } from '@mainstay/contract/monitoring'

export type DeviceListSearch = {
  q?: string
  clientId?: string
  state?: DeviceListQuery['state'] & string
  os?: DeviceListQuery['os'] & string
  sort?: DeviceListQuery['sort']
  order?: DeviceListQuery['order']
}
export type AlertSearch = { show?: 'ended'; clientId?: string; deviceId?: string }
export type AddDeviceSearch = { clientId?: string }
/** `step`: a sign-in elsewhere wants the second step; `failed`: why one did not work, `provider` there. */
export type SignInSearch = { back?: string; step?: 'code'; failed?: string; provider?: string }

const STATES = ['ok', 'warning', 'critical', 'unknown'] as const
const SYSTEMS = ['linux', 'windows', 'darwin'] as const
const SORTS = ['state', 'hostname', 'client', 'lastSeen', 'cpu', 'memory', 'disk'] as const
const ID = /^[0-9a-f-]{36}$/i

type Raw = Record<string, unknown>

export function deviceListSearch(raw: Raw): DeviceListSearch {
  return given({
    q: typeof raw.q === 'string' || typeof raw.q === 'number' ? String(raw.q).slice(0, 200) : undefined,
    clientId: id(raw.clientId),
    state: oneOf(STATES, raw.state),
    os: oneOf(SYSTEMS, raw.os),
    sort: oneOf(SORTS, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
  })
}

export function alertSearch(raw: Raw): AlertSearch {
  return given({ show: oneOf(['ended'] as const, raw.show), clientId: id(raw.clientId), deviceId: id(raw.deviceId) })
}

export type RecommendationSearch = { clientId?: string; supersedes?: string }
export function recommendationSearch(raw: Raw): RecommendationSearch {
  return given({ clientId: id(raw.clientId), supersedes: id(raw.supersedes) })
}

export function addDeviceSearch(raw: Raw): AddDeviceSearch {
  return given({ clientId: id(raw.clientId) })
}

/** Only a path of this console: an address elsewhere would make the sign-in a trap. */
export function signInSearch(raw: Raw): SignInSearch {
  const back = typeof raw.back === 'string' && /^\/(?![/\\])/.test(raw.back) ? raw.back : undefined
  const failed = typeof raw.failed === 'string' && /^identity\.[a-z-]+$/.test(raw.failed) ? raw.failed : undefined
  return given({ back, step: oneOf(['code'] as const, raw.step), failed, provider: id(raw.provider) })
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the keys that have no value, so that addresses stay short. */
function given<T extends Raw>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== '')) as Given<T>
}

function oneOf<const T extends readonly string[]>(allowed: T, value: unknown): T[number] | undefined {
  return allowed.find((one) => one === value)
}

function id(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined
}
