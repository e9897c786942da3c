/** Writes and reads what clients taught. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { FEATURES_VERSION, type Lesson } from '../scoring/index.ts'

type LessonTables = {
  mail_lesson: {
    client_id: string
    delivery_id: string
    lesson: Lesson
    features_version: number
    places: Buffer
    taught_at: Date
    taught_by: string
  }
}

/** The newest of a client count; older ones say what mail was like and not what it is. */
const MOST_LESSONS = 2000

export type TaughtLesson = { deliveryId: Id; lesson: Lesson; places: Uint32Array; by: string; at: Date }

/** A message teaches one thing: said anew, it replaces what was said before. */
export async function saveLesson(tx: Tx, clientId: Id, { deliveryId, lesson, places, by, at }: TaughtLesson): Promise<void> {
  const values = { lesson, features_version: FEATURES_VERSION, places: toBytes(places), taught_at: at, taught_by: by }
  await tx
    .withTables<LessonTables>()
    .insertInto('mail_lesson')
    .values({ client_id: clientId, delivery_id: deliveryId, ...values })
    .onConflict((oc) => oc.columns(['client_id', 'delivery_id']).doUpdateSet(values))
    .execute()
}

/** The lesson with another meaning, where there is one: its message need not be there any more. */
export async function changeLesson(tx: Tx, clientId: Id, o: { deliveryId: Id; lesson: Lesson; by: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .withTables<LessonTables>()
    .updateTable('mail_lesson')
    .set({ lesson: o.lesson, taught_by: o.by, taught_at: o.at })
    .where('client_id', '=', clientId)
    .where('delivery_id', '=', o.deliveryId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False when it taught nothing. */
export async function deleteLesson(tx: Tx, clientId: Id, deliveryId: Id): Promise<boolean> {
  const { numDeletedRows } = await tx
    .withTables<LessonTables>()
    .deleteFrom('mail_lesson')
    .where('client_id', '=', clientId)
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function lessonsOfDeliveries(tx: Tx, clientId: Id, deliveryIds: readonly Id[]): Promise<Map<Id, Lesson>> {
  if (deliveryIds.length === 0) return new Map()
  const rows = await tx
    .withTables<LessonTables>()
    .selectFrom('mail_lesson')
    .select(['delivery_id', 'lesson'])
    .where('client_id', '=', clientId)
    .where('delivery_id', 'in', [...deliveryIds])
    .execute()
  return new Map(rows.map((row) => [row.delivery_id, row.lesson]))
}

/** Differs as soon as something was taught or taken back. */
export async function lessonsMark(tx: Tx, clientId: Id): Promise<string> {
  const { rows } = await sql<{
    mark: string
  }>`select count(*) || ' ' || coalesce(extract(epoch from max(taught_at))::text, '') as mark from mail_lesson
    where client_id = ${clientId}`.execute(tx)
  return rows[0]?.mark ?? ''
}

/** Of this version of the features: the places of another mean something else. */
export async function loadLessons(tx: Tx, clientId: Id): Promise<{ lesson: Lesson; places: Uint32Array }[]> {
  const rows = await tx
    .withTables<LessonTables>()
    .selectFrom('mail_lesson')
    .select(['lesson', 'places'])
    .where('client_id', '=', clientId)
    .where('features_version', '=', FEATURES_VERSION)
    .orderBy('taught_at', 'desc')
    .limit(MOST_LESSONS)
    .execute()
  return rows.map(({ lesson, places }) => ({ lesson, places: fromBytes(places) }))
}

/** Four bytes each, the lowest first. */
function toBytes(places: Uint32Array): Buffer {
  const bytes = Buffer.alloc(places.length * 4)
  for (const [n, place] of places.entries()) bytes.writeUInt32LE(place, n * 4)
  return bytes
}

function fromBytes(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => bytes.readUInt32LE(n * 4))
}
