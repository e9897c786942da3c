/** The hours and targets that Mainstay proposes for a client, until a person sets them (docs/adr/0120). */
import type { Calendar, SlaPolicy } from '@mainstay/contract/servicedesk'

/** Monday to Friday, nine to five, in the client's zone; no holiday is closed that nobody has ticked. */
export function defaultCalendar(zone: string): Calendar {
  const day: [string, string][] = [['09:00', '17:00']]
  return { zone, weekly: { mon: day, tue: day, wed: day, thu: day, fri: day }, exceptions: [] }
}

export const DEFAULT_POLICY: SlaPolicy = {
  priorities: {
    urgent: { response: { amount: 30, unit: 'minutes' }, resolution: { amount: 4, unit: 'workingHours' } },
    high: { response: { amount: 2, unit: 'workingHours' }, resolution: { amount: 1, unit: 'workingDays' } },
    normal: { response: { amount: 4, unit: 'workingHours' }, resolution: { amount: 3, unit: 'workingDays' } },
    low: { response: { amount: 1, unit: 'workingDays' }, resolution: { amount: 10, unit: 'workingDays' } },
  },
  pausedStatuses: ['waiting-customer', 'waiting-third-party'],
  reopenWindowDays: 7,
}
