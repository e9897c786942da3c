/** The refresh plan as the command line uses it, without a server or a database. */
export { quarterOf, refreshPlan, type RefreshPlanOptions } from './slices/lifecycle/index.ts'
