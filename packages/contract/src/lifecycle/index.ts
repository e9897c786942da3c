export * from './assets.ts'
export * from './client-plan.ts'
export * from './plan.ts'
