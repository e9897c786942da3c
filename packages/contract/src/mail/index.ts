/** Mail on the wire. */
export * from './gateway.ts'
export * from './score.ts'
