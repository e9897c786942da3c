/** Agreements on the wire. */
export * from './agreement.ts'
export * from './outage.ts'
export * from './portal-outage.ts'
export * from './outlook.ts'
export * from './webhook.ts'
export * from './events.ts'
