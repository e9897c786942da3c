/** The SLA clock as the command line uses it, without a server or a database. */
export { sla, type WorkingTime, workingTime } from './slices/servicedesk/index.ts'
