/** Agreements on the wire. */
export * from './outage.ts'
