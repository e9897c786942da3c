export * from './checks.ts'
export * from './proof.ts'
export * from './device.ts'
