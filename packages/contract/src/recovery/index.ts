export * from './proof.ts'
export * from './device.ts'
