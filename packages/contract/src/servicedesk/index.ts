/** The service desk on the wire. */
export * from './sla.ts'
