export * from './plan.ts'
export * from './drill.ts'
export * from './overview.ts'
