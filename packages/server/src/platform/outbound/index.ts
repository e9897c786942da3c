export { isLoopbackHost } from './public-address.ts'
export { createPublicFetch, OutboundRefusal } from './public-fetch.ts'
