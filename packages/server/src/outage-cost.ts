/** The cost of an outage as the command line uses it, without a server or a database. */
export { moneyText, outageCost } from './slices/agreements/index.ts'
export { workingTime } from './slices/servicedesk/index.ts'
