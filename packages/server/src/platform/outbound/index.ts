export { isLoopbackHost, isPublicAddress } from './public-address.ts'
export { createPublicFetch, OutboundRefusal, type PublicFetch } from './public-fetch.ts'
