export { type Actor, systemActor } from './actor.ts'
export { authorise, scopeOf } from './authorise.ts'
