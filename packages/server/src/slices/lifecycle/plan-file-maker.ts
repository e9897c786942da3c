/** Gives a plan as a file: staff the plan as it stands, either side the budget that was approved. */
import type { ApprovedPlan, ClientPlan } from '@mainstay/contract/lifecycle'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'
import type { Paper, RenderPaper } from '../../platform/pdf/index.ts'
import { planPaper, planSheet } from './plan-files.ts'
import type { PlanService } from './plan-service.ts'

type Wanted = { of: 'plan' | 'budget'; size: Paper['size'] }
export type PlanFileMaker = Record<'pdf' | 'xlsx', (actor: Actor, clientId: Id, o: Wanted) => Promise<Buffer>>

export function createPlanFiles(o: {
  plans: PlanService
  render: RenderPaper
  clock: Clock
  providerName: () => Promise<string>
}): PlanFileMaker {
  const wanted = async (actor: Actor, clientId: Id, { of }: Wanted): Promise<{ plan: ClientPlan; approved: ApprovedPlan | null }> => {
    if (of === 'plan') return { plan: await o.plans.plan(actor, clientId), approved: null }
    const { approved } = await o.plans.budget(actor, clientId)
    if (approved === null) throw new AppError('platform.not-found', { what: 'budget' })
    return { plan: approved.plan, approved }
  }
  return {
    pdf: async (actor, clientId, want) => {
      const { plan, approved } = await wanted(actor, clientId, want)
      const providerName = await o.providerName()
      return o.render(planPaper(plan, { approved, providerName, now: o.clock.now(), size: want.size }))
    },
    xlsx: async (actor, clientId, want) => planSheet((await wanted(actor, clientId, want)).plan),
  }
}
