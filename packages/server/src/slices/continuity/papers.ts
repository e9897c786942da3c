/** Gives a plan as a PDF to the provider's people and to the client's managers. */
import type { Id } from '@mainstay/kernel'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import type { Paper, RenderPaper } from '../../platform/pdf/index.ts'
import { planPaper } from './paper.ts'
import { type ContinuityDeps, notThere, readContinuity, readPlan } from './read.ts'

export type Papers = (actor: Actor, id: Id, size: Paper['size']) => Promise<{ file: Buffer; name: string }>

export function createPapers(deps: ContinuityDeps, render: RenderPaper): Papers {
  return async (actor, id, size) => {
    const isClients = actor.permissions.has('portal.decisions') && !actor.permissions.has('continuity.read')
    if (!isClients) authorise(actor, 'continuity.read')
    const plan = await readPlan(deps, actor, id)
    if (isClients && plan.state === 'draft') throw notThere('plan')
    const whole = await readContinuity(deps, plan.clientId, { drafts: !isClients })
    const file = await render(planPaper({ plan, whole, providerName: await deps.ports.providerName(), size }))
    return { file, name: `recovery-plan-v${plan.version}.pdf` }
  }
}
