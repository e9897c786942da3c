export { startDispatcher, type Subscription, subscriptionJobs } from './dispatcher.ts'
export { type Notice, startListener } from './listener.ts'
export { publish } from './publish.ts'
