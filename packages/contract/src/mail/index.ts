/** Mail on the wire. */
export * from './score.ts'
