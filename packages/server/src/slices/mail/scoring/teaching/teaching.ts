/** What one client teaches: how often each feature was in mail it wanted and in mail it did not want. Everything taught can be untaught. */
import type { Vector } from '../features/vector.ts'
import { GROUPS } from '../features/vector.ts'

export type Lesson = 'wanted' | 'unwanted'

/** Kept per client; counts by place of the feature. */
export type Teaching = {
  wanted: number
  unwanted: number
  counts: Map<number, { wanted: number; unwanted: number }>
}

export const noTeaching = (): Teaching => ({ wanted: 0, unwanted: 0, counts: new Map() })

/** Groups whose features a client's own mail makes telling; how a page is built is the same everywhere. */
const TAUGHT = new Set(['words', 'subject', 'sender', 'links'].map((group) => GROUPS.indexOf(group as (typeof GROUPS)[number])))
const MOST_POINTS = 4
const MOST_COUNTED = 200_000
/** Evidence of so many of the strongest features is added: more of them say the same again. */
const STRONGEST = 40
const PRIOR_MESSAGES = 10

/** What of a message is taught: its features' places, and nothing of its text. */
export function lessonPlaces({ places, groups }: Vector): Uint32Array {
  return places.filter((_, at) => TAUGHT.has(groups[at] as number))
}

/** Adds a message, or with `by` -1 takes one away that was added with the same lesson. */
export function teach(teaching: Teaching, places: Uint32Array, lesson: Lesson, by: 1 | -1 = 1): void {
  teaching[lesson] = Math.max(0, teaching[lesson] + by)
  for (const place of places) {
    const count = teaching.counts.get(place) ?? { wanted: 0, unwanted: 0 }
    count[lesson] = Math.max(0, count[lesson] + by)
    if (count.wanted === 0 && count.unwanted === 0) teaching.counts.delete(place)
    else if (teaching.counts.size < MOST_COUNTED || teaching.counts.has(place)) teaching.counts.set(place, count)
  }
}

/**
 * Points between -4 and 4: the mean evidence of the strongest features (log odds, as if ten messages of each kind had come before), louder with each message taught.
 * Robinson (2003) for the idea of taking the extreme features; the mean instead of a product, since words of one message are not independent.
 */
export function taughtPoints(teaching: Teaching, places: Uint32Array): number {
  const taught = teaching.wanted + teaching.unwanted
  if (taught === 0) return 0
  const evidence: number[] = []
  for (const place of places) {
    const count = teaching.counts.get(place)
    if (count === undefined) continue
    const unwanted = (count.unwanted + 0.5) / (teaching.unwanted + PRIOR_MESSAGES)
    const wanted = (count.wanted + 0.5) / (teaching.wanted + PRIOR_MESSAGES)
    evidence.push(Math.log(unwanted / wanted))
  }
  if (evidence.length === 0) return 0
  const strongest = evidence.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, STRONGEST)
  const mean = strongest.reduce((sum, one) => sum + one, 0) / STRONGEST
  const confidence = taught / (taught + 8)
  return Math.max(-MOST_POINTS, Math.min(MOST_POINTS, mean * confidence * 4))
}
