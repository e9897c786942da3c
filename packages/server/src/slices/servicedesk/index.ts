/** The slice `servicedesk`: someone to call. */
import type { Readable } from 'node:stream'
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id, Interval } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { createFolderBlobs } from '../../platform/blobs/index.ts'
import type { AnyJob } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Vault } from '../../platform/vault/index.ts'
import type { Desk } from '../mail/index.ts'
import { attachmentRoutes } from './attachments/routes.ts'
import { deskForMail } from './mailbox/for-mail.ts'
import { pollMailbox } from './mailbox/poll.ts'
import { mailboxRoutes } from './mailbox/routes.ts'
import { createMailboxService } from './mailbox/service.ts'
import { judgeRoutes } from './mail-out/judge-routes.ts'
import { answerSubscription } from './mail-out/send-answer.ts'
import { deskJobs } from './jobs.ts'
import type { Subscription } from '../../platform/outbox/index.ts'
import { type ForBilling, forBilling } from './for-billing.ts'
import { incidentSubscriptions } from './incidents.ts'
import { createReceiveMail, type ReceiveMail } from './mail-in.ts'
import { portalRoutes } from './portal-routes.ts'
import { createPortalService } from './portal-service.ts'
import { cannedRoutes } from './canned.ts'
import { createPartsService } from './parts-service.ts'
import { createRotaService } from './rota-service.ts'
import { warningSubscription, warnOfDeadlines } from './warnings.ts'
import { deskReport } from './report.ts'
import { rotaRoutes, settingsRoutes, ticketRoutes } from './routes.ts'
import { createDeskService, type DeskDeps } from './service.ts'
import { createSettingsService } from './settings-service.ts'
import { recommendationSubscription } from './recommendations.ts'
import { createRecurringService, openRecurring } from './work/recurring.ts'
import { workRoutes } from './work/routes.ts'
import { createTemplateService } from './work/templates.ts'
import { createTimeService } from './time-service.ts'

export { sla } from './domain/sla/sla.ts'
export { type WorkingTime, workingTime } from './domain/sla/working-time.ts'
export type { DeskPorts } from './ports.ts'

export type ServiceDesk = {
  routes(app: FastifyInstance): Promise<void>
  subscriptions: Subscription[]
  jobs: AnyJob[]
  receiveMail: ReceiveMail
  /** What the mail gateway needs of the desk. */
  forMail: Desk
  /** What the job of each minute does: how many mails were taken. */
  pollMailbox(): Promise<number>
  /** As that one: how many tickets came nearer to their deadline. */
  warnOfDeadlines(): Promise<number>
  /** What the hourly job does: how many recurring tickets were opened. */
  openRecurring(): Promise<number>
  /** The client's section of a month's report; null where nobody asked for anything. */
  reportSection(clientId: Id, month: Interval, now: Date): Promise<ReportSection | null>
} & ForBilling

export type ServiceDeskDeps = DeskDeps & {
  mailSecret: string
  vault: Vault
  log: Log
  publicUrl: () => string
  /** Where attachments are kept. */
  folder: string
  /** The name of what was found; null: nothing. Null where no scanner is set up. */
  scan: ((content: Readable) => Promise<string | null>) | null
}

export function createServiceDesk({ vault, log, publicUrl, folder, scan, ...deps }: ServiceDeskDeps): ServiceDesk {
  const { database, clock, ports, mailSecret } = deps
  const attachments = { blobs: createFolderBlobs(folder), scan }
  const mailbox = createMailboxService({ database, clock, vault })
  const receiveMail = createReceiveMail({ ...deps, attachments })
  const rota = createRotaService(deps)
  const recur = () => openRecurring(deps)
  const warn = () => warnOfDeadlines(deps)
  const poll = () => pollMailbox({ database, clock, log, mailbox, receiveMail })
  return {
    routes: async (app) => {
      const service = createDeskService(deps)
      ticketRoutes(app, service, createTimeService(deps), createPartsService(deps))
      workRoutes(app, deps, service, createTemplateService(deps), createRecurringService(deps))
      cannedRoutes(app, { database, clock })
      settingsRoutes(app, createSettingsService(deps))
      portalRoutes(app, createPortalService(deps))
      mailboxRoutes(app, mailbox)
      rotaRoutes(app, rota)
      attachmentRoutes(app, { database, attachments })
      await judgeRoutes(app, { database, clock, mailSecret })
    },
    subscriptions: [
      ...incidentSubscriptions(deps),
      recommendationSubscription(deps),
      answerSubscription({ database, clock, ports, mailbox, mailSecret, publicUrl }),
      warningSubscription({ ...deps, rota, mailbox, publicUrl }),
    ],
    jobs: deskJobs({ database, blobs: attachments.blobs, clock, pollMailbox: poll, warn, openRecurring: recur }),
    receiveMail,
    forMail: deskForMail({ mailbox, receiveMail }),
    pollMailbox: poll,
    reportSection: (clientId, month, now) => deskReport({ database }, clientId, month, now),
    warnOfDeadlines: warn,
    openRecurring: recur,
    ...forBilling(deps),
  }
}
