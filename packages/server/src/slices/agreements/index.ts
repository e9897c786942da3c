/** The slice `agreements`: so far, what an outage costs the client. */
export { outageCost } from './domain/outage/cost.ts'
