/** Gives the receipt of a decision to the provider's people and to the client's managers. */
import { AppError, type Id } from '@mainstay/kernel'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Paper, RenderPaper } from '../../platform/pdf/index.ts'
import { isAnswered, receiptPaper } from './receipt.ts'
import type { RecommendationsDeps } from './service.ts'
import { loadOne } from './store.ts'
import { recommendationWire } from './views.ts'

export type Receipts = (actor: Actor, id: Id, size: Paper['size']) => Promise<{ file: Buffer; sha256: string }>

export function createReceipts({ database, clock, ports }: RecommendationsDeps, render: RenderPaper): Receipts {
  return async (actor, id, size) => {
    if (!actor.permissions.has('portal.decisions')) authorise(actor, 'recommendations.read')
    const row = await database.transaction(scopeOf(actor), (tx) => loadOne(tx, id, { lock: false }))
    const one = row === null ? null : recommendationWire(row, clock.now())
    if (one === null || !isAnswered(one)) throw new AppError('platform.not-found', { what: 'decision' })
    return { file: await render(receiptPaper(one, { providerName: await ports.providerName(), size })), sha256: one.decision.sha256 }
  }
}
