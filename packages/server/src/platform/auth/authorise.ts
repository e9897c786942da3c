/** Authorisation in the service; row-level security stands behind it in the database. */
import { AppError, type Id } from '@mainstay/kernel'
import { EVERY_CLIENT, oneClient, PROVIDER_ID, type Scope } from '../database/scope.ts'
import type { Actor } from './actor.ts'

/** Throws 403 without the permission. Another client's thing is 404: that it exists is not told. */
export function authorise(actor: Actor, permission: string, clientId?: Id): void {
  if (!actor.permissions.has(permission)) throw new AppError('platform.forbidden', { needs: permission })
  if (clientId !== undefined && !mayActFor(actor, clientId)) throw new AppError('platform.not-found', { what: 'client' })
}

export function mayActFor(actor: Actor, clientId: Id): boolean {
  return actor.clients === 'all' || actor.clients.includes(clientId)
}

/** The scope of a transaction: one client where one is named, else all that the actor may see. */
export function scopeOf(actor: Actor, clientId?: Id): Scope {
  if (clientId !== undefined) {
    if (clientId !== PROVIDER_ID && !mayActFor(actor, clientId)) throw new AppError('platform.not-found', { what: 'client' })
    return oneClient(clientId)
  }
  return actor.clients === 'all' ? EVERY_CLIENT : { clientIds: actor.clients }
}
