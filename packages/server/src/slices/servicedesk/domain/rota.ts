/** Who is on duty at an instant. Shifts are wall-clock times in the desk's zone, through both changes of the clock. */
import { type Rota, type Shift, WEEKDAYS } from '@mainstay/contract/servicedesk'
import { DateTime } from 'luxon'

export type OnDuty = { personId: string; until: Date }

/** Each person once, with the end of the shift that lasts longest. */
export function onDuty({ zone, shifts }: Rota, now: Date): OnDuty[] {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day')
  const found = new Map<string, Date>()
  // A shift over midnight began yesterday.
  for (const day of [today.minus({ days: 1 }), today])
    for (const shift of shifts) {
      if (shift.day !== WEEKDAYS[day.weekday - 1]) continue
      const { from, to } = spanOf(shift, day)
      if (now < from || now >= to) continue
      const known = found.get(shift.personId)
      if (known === undefined || known < to) found.set(shift.personId, to)
    }
  return [...found].map(([personId, until]) => ({ personId, until }))
}

function spanOf({ from, to }: Shift, day: DateTime): { from: Date; to: Date } {
  const end = to <= from ? day.plus({ days: 1 }) : day
  return { from: wallTime(day, from), to: wallTime(end, to) }
}

function wallTime(day: DateTime, time: string): Date {
  if (time === '24:00') return day.plus({ days: 1 }).startOf('day').toJSDate()
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return day.set({ hour, minute }).toJSDate()
}
