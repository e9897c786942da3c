/** What each client taught, as this instance knows it: at most a few seconds old, summed once and not for every message. */
import type { Id } from '@mainstay/kernel'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { noTeaching, teach, type Teaching } from './scoring/index.ts'
import { lessonsMark, loadLessons } from './store/lessons.ts'

export type Teachings = {
  /** Null of a client that taught nothing. */
  of(clientId: Id): Promise<Teaching | null>
  /** Something was taught here: the next question reads anew. */
  forget(clientId: Id): void
}

const FRESH_MS = 5000
/** Clients whose sums are kept at once; each may be some megabytes. */
const MOST_CLIENTS = 50

type Known = { at: number; mark: string; teaching: Teaching | null }

export function createTeachings({ database, now }: { database: Database; now: () => number }): Teachings {
  const known = new Map<Id, Known>()
  const load = async (clientId: Id): Promise<Teaching | null> => {
    const before = known.get(clientId)
    const at = now()
    if (before !== undefined && at - before.at < FRESH_MS) return before.teaching
    const after = await database.transaction(oneClient(clientId), async (tx): Promise<Known> => {
      const mark = await lessonsMark(tx, clientId)
      if (mark === before?.mark) return { at, mark, teaching: before.teaching }
      return { at, mark, teaching: summed(await loadLessons(tx, clientId)) }
    })
    known.delete(clientId)
    known.set(clientId, after)
    for (const [oldest] of known) if (known.size > MOST_CLIENTS) known.delete(oldest)
    return after.teaching
  }
  return {
    of: load,
    forget: (clientId) => {
      const one = known.get(clientId)
      if (one !== undefined) one.at = 0
    },
  }
}

function summed(lessons: Awaited<ReturnType<typeof loadLessons>>): Teaching | null {
  if (lessons.length === 0) return null
  const teaching = noTeaching()
  for (const { places, lesson } of lessons) teach(teaching, places, lesson)
  return teaching
}
