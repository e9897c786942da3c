export { startDispatcher, type Subscription, subscriptionJobs } from './dispatcher.ts'
export { startListener } from './listener.ts'
export { type Notice, notify, publish } from './publish.ts'
