/** The slice `servicedesk`: someone to call. */
export { sla } from './domain/sla/sla.ts'
export { type WorkingTime, workingTime } from './domain/sla/working-time.ts'
