/** The slice `agreements`: so far, what an outage costs the client. */
export { outageCost } from './domain/outage/cost.ts'
export { moneyText } from './domain/outage/money-text.ts'
