export { type Access, actorOf, type Authenticate, type AuthenticateSigned, type Authenticators } from './access.ts'
export { listen, type ListenOptions, refuseWithoutTls } from './listen.ts'
export { createHttp, type HttpOptions } from './server.ts'
export { operationRoutes } from './operation.ts'
