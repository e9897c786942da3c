/** The service desk on the wire. */
export * from './holidays.ts'
export * from './mailbox.ts'
export * from './portal.ts'
export * from './rota.ts'
export * from './sla.ts'
export * from './tickets.ts'
export * from './work.ts'
