/** A message as a sparse vector: features hashed into a fixed number of places, in groups of which each has the same length. */

export const BITS = 20
export const PLACES = 1 << BITS

/** What the features of a group speak of; the order is part of the model's format. */
export const GROUPS = ['words', 'letters', 'subject', 'sender', 'links', 'page', 'structure', 'typing'] as const
export type Group = (typeof GROUPS)[number]

export type Vector = { places: Uint32Array; values: Float32Array; groups: Uint8Array }

/** A message in two languages and ten pages has no more to say than these. */
const MOST_IN_GROUP = 4000

export type Sink = {
  add(group: Group, name: string, value?: number): void
  vector(): Vector
  /** Names by place, kept only where a person is to be told. */
  names: Map<number, string> | null
}

export function createSink(keepNames = false): Sink {
  const found = GROUPS.map(() => new Map<number, number>())
  const names = keepNames ? new Map<number, string>() : null
  return {
    names,
    add(group, name, value = 1) {
      const index = GROUPS.indexOf(group)
      const features = found[index]
      if (features === undefined || features.size >= MOST_IN_GROUP) return
      const place = hash(name, index)
      if (features.has(place)) return
      features.set(place, value)
      names?.set(place, name)
    },
    vector: () => toVector(found),
  }
}

function toVector(found: Map<number, number>[]): Vector {
  const size = found.reduce((sum, features) => sum + features.size, 0)
  const vector = { places: new Uint32Array(size), values: new Float32Array(size), groups: new Uint8Array(size) }
  let at = 0
  for (const [index, features] of found.entries()) {
    let squares = 0
    for (const value of features.values()) squares += value * value
    const length = Math.sqrt(squares) || 1
    for (const [place, value] of features) {
      vector.places[at] = place
      vector.values[at] = value / length
      vector.groups[at++] = index
    }
  }
  return vector
}

/** FNV-1a over UTF-16 units, stirred once more (the finaliser of MurmurHash3), since its low bits alone are poor. */
export function hash(name: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed
  for (let at = 0; at < name.length; at++) h = Math.imul(h ^ name.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) % PLACES
}
