/** The slice `lifecycle`: what has an age, and when it is replaced. */
export { quarterOf } from './domain/refresh/quarter.ts'
export { refreshPlan, type RefreshPlanOptions } from './refresh-plan.ts'
