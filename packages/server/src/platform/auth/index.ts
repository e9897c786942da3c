export { type Actor, type ActorKind, systemActor } from './actor.ts'
export { authorise, mayActFor, scopeOf } from './authorise.ts'
