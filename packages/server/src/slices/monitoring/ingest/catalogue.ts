/** The catalogue of series: which number a series has within its device. Kept in memory for the devices that report here. */
import { hash } from 'node:crypto'
import type { Id } from '@mainstay/kernel'
import type { Database } from '../../../platform/database/index.ts'
import { canonical, type SeriesIdentity } from '../domain/names.ts'
import type { DeviceKey } from '../ports.ts'
import { addSeries, loadSeries } from './catalogue-store.ts'

/** What a series is, whatever device it is of: one object for all that are the same. */
export type SeriesType = SeriesIdentity & { identity: string }

/** A way in which some agent names a series. */
type Alias = { name: string; unit: string; keys: readonly string[]; values: readonly string[]; type: SeriesType }

export type DeviceSeries = {
  numbers: Map<SeriesType, number>
  types: (SeriesType | undefined)[]
  /** What stood at each place of the last batch: agents send their series in the same order, so that looking there is nearly always right. */
  places: (Alias | undefined)[]
  /** No more series are taken until then: the device has too many. */
  fullUntil: number
}

export type Catalogue = {
  known(deviceId: Id): DeviceSeries | undefined
  load(device: DeviceKey): Promise<DeviceSeries>
  /** Loads anew: another instance gave a number that is not known here. */
  reload(device: DeviceKey): Promise<DeviceSeries>
  /** What the series at this place of a batch is. */
  typeAt(device: DeviceSeries, place: number, series: SeriesIdentity): SeriesType
  /** Gives numbers to those that have none. Beyond the limit they get none. */
  add(device: DeviceKey, types: readonly SeriesType[], now: Date): Promise<void>
}

/** Active series of one device: a machine has some hundred, one with many containers some thousand. */
export const MOST_SERIES = 2000
/** A device with too many is not looked up again with every batch. */
const FULL_FOR_MS = 10 * 60_000
const MOST_ALIASES = 200_000

export function createCatalogue({ database }: { database: Database }): Catalogue {
  const devices = new Map<Id, DeviceSeries>()
  const loading = new Map<Id, Promise<DeviceSeries>>()
  /** By what an agent sends, as it sends it; and by what that means. */
  const aliases = new Map<string, Alias>()
  const types = new Map<string, SeriesType>()

  function typeOf(series: SeriesIdentity): SeriesType {
    const meant = canonical(series)
    const identity = hash('sha256', textOf(meant))
    return types.get(identity) ?? { ...meant, identity }
  }

  function aliasOf(series: SeriesIdentity): Alias | undefined {
    const text = textOf(series)
    const known = aliases.get(text)
    if (known !== undefined) return known
    const type = typeOf(series)
    if (!types.has(type.identity)) return undefined
    if (aliases.size >= MOST_ALIASES) aliases.clear()
    const { name, unit, attributes } = series
    const alias = { name, unit, keys: Object.keys(attributes), values: Object.values(attributes), type }
    aliases.set(text, alias)
    return alias
  }

  /** Remembered only when it is in the catalogue: what is refused must not fill the memory. */
  function remember(type: SeriesType): SeriesType {
    const known = types.get(type.identity)
    if (known === undefined) types.set(type.identity, type)
    return known ?? type
  }

  function put(all: DeviceSeries, type: SeriesType, number: number): void {
    const one = remember(type)
    all.numbers.set(one, number)
    all.types[number] = one
  }

  async function read(device: DeviceKey): Promise<DeviceSeries> {
    const all: DeviceSeries = devices.get(device.deviceId) ?? { numbers: new Map(), types: [], places: [], fullUntil: 0 }
    for (const { number, ...series } of await loadSeries(database, device)) put(all, typeOf(series), number)
    devices.set(device.deviceId, all)
    return all
  }

  function load(device: DeviceKey): Promise<DeviceSeries> {
    let work = loading.get(device.deviceId)
    if (work === undefined) {
      work = read(device).finally(() => loading.delete(device.deviceId))
      loading.set(device.deviceId, work)
    }
    return work
  }

  return {
    known: (deviceId) => devices.get(deviceId),
    load: async (device) => devices.get(device.deviceId) ?? load(device),
    reload: load,
    typeAt: (device, place, series) => {
      const last = device.places[place]
      if (last !== undefined && isNamed(last, series)) return last.type
      const alias = aliasOf(series)
      if (place < MOST_SERIES) device.places[place] = alias
      return alias?.type ?? typeOf(series)
    },
    add: async (device, wanted, now) => {
      const all = await load(device)
      const missing = wanted.filter((type) => !all.numbers.has(type))
      if (missing.length === 0 || now.getTime() < all.fullUntil) return
      const added = await addSeries(database, device, missing, now, MOST_SERIES)
      for (const { number, type } of added) put(all, type, number)
      if (added.length < missing.length) all.fullUntil = now.getTime() + FULL_FOR_MS
    },
  }
}

function isNamed({ name, unit, keys, values }: Alias, series: SeriesIdentity): boolean {
  if (series.name !== name || series.unit !== unit) return false
  let i = 0
  for (const key in series.attributes) {
    if (key !== keys[i] || series.attributes[key] !== values[i]) return false
    i++
  }
  return i === keys.length
}

/** Attributes in the order in which they come: another order is another alias of the same. */
function textOf({ name, unit, attributes }: SeriesIdentity): string {
  let text = `${name}\n${unit}`
  for (const key in attributes) text += `\n${key}=${attributes[key]}`
  return text
}
