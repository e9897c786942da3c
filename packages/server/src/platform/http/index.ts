export { type Access, actorOf, type Authenticate, type AuthenticateSigned, type Authenticators } from './access.ts'
export { listen, refuseWithoutTls } from './listen.ts'
export { createHttp } from './server.ts'
export { operationRoutes } from './operation.ts'
