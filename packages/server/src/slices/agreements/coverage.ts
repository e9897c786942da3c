/** Counts what was covered on each day, when the day is over in the client's zone. */
import { addDays, dayIn } from '@mainstay/kernel'
import type { Clock } from '@mainstay/kernel'
import { DateTime } from 'luxon'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { isCounted, saveDay } from './coverage-store.ts'
import type { AgreementPorts } from './ports.ts'

type Deps = { database: Database; clock: Clock; ports: Pick<AgreementPorts, 'clients' | 'coveredIn'> }

/** To be called each hour. How many days were counted. Earlier days that nobody counted stay uncounted: what was covered then is not known now. */
export async function countYesterday({ database, clock, ports }: Deps): Promise<number> {
  const now = clock.now()
  let counted = 0
  for (const { id, zone } of await ports.clients()) {
    const day = addDays(dayIn(now, zone), -1)
    if (await database.transaction(oneClient(id), (tx) => isCounted(tx, id, day))) continue
    const covered = await ports.coveredIn(id, { from: startOf(day, zone), to: startOf(addDays(day, 1), zone) })
    if (await database.transaction(oneClient(id), (tx) => saveDay(tx, { clientId: id, day, covered, at: now }))) counted++
  }
  return counted
}

/** The first instant of the date: a midnight that comes twice is the earlier, one that is skipped the first after it. */
function startOf(day: string, zone: string): Date {
  const instants = DateTime.fromISO(day, { zone })
    .getPossibleOffsets()
    .map((one) => one.toMillis())
  return new Date(Math.min(...instants))
}
