/** Hours and targets are tried before they are taken: whatever a ticket would meet is met now. */
import { type Calendar, type SlaPolicy, TICKET_PRIORITIES } from '@mainstay/contract/servicedesk'
import { brokenRule } from './sla/rule.ts'
import { answerAt } from './next-deadline.ts'

/** Throws servicedesk.sla-rule: no open hour, a zone that is not one, a target that cannot be reached, a priority that is missing. */
export function checkSettings(policy: SlaPolicy, calendar: Calendar, now: Date): void {
  for (const name of TICKET_PRIORITIES)
    if (!Object.hasOwn(policy.priorities, name)) throw brokenRule(`the policy has no priority "${name}".`)
  for (const priority of TICKET_PRIORITIES) answerAt([{ at: now, body: { type: 'opened', priority } }], policy, calendar, now)
}
