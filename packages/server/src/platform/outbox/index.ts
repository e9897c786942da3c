export { startDispatcher, type Subscription, subscriptionJobs } from './dispatcher.ts'
export { publish } from './publish.ts'
