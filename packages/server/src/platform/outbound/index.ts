export { createPublicFetch, OutboundRefusal, type PublicFetch } from './public-fetch.ts'
