export * from './checks.ts'
export * from './proof.ts'
export * from './device.ts'
export * from './last-clean.ts'
