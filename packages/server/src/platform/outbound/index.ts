export { createPublicFetch, OutboundRefusal } from './public-fetch.ts'
