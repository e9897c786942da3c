/** Makes the slices of planning and advice, with what they need of the others. */
import type { Clock, Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { type Actor, systemActor } from '../platform/auth/index.ts'
import { oneClient, PROVIDER_ID, type RunningDatabase } from '../platform/database/index.ts'
import type { AnyJob } from '../platform/jobs/index.ts'
import { createPaperRenderer } from '../platform/pdf/index.ts'
import { loadPeople, permissionsOf } from '../slices/identity/index.ts'
import { createLifecycle, loadEndOfLife } from '../slices/lifecycle/index.ts'
import { createRecommendations, type RecommendationsPorts } from '../slices/recommendations/index.ts'
import type { Mail } from '../slices/mail/index.ts'
import type { Recovery } from '../slices/recovery/index.ts'
import { asOf, type ReportsService, type SectionSource, type SystemsPort } from '../slices/reports/index.ts'
import { createStandards, type Standards } from '../slices/standards/index.ts'
import { composeContinuity } from './continuity.ts'
import { type CopiedOf, createCopiedOf } from './copied.ts'
import { clientFacts } from './standards-facts.ts'

export type House = {
  jobs: AnyJob[]
  slices: { routes(app: FastifyInstance): void | Promise<void> }[]
  /** Parts of the report that stand before what went wrong, and after it. */
  sourcesBefore: SectionSource[]
  sourcesAfter: SectionSource[]
  /** Comes after the reports, which it reads. */
  standards(o: { mail: Mail; reports: ReportsService; systems: SystemsPort }): Standards
}

type Deps = {
  running: RunningDatabase
  clock: Clock
  clientOf: RecommendationsPorts['clientOf']
  clientIds: () => Promise<Id[]>
  providerName: () => Promise<string>
  identified: (actor: Actor) => Promise<string>
  recovery: Recovery
  /** A file or folder with newer data of ends of support. */
  endOfLifePath: string | undefined
}

export function composeHouse({ running, clock, clientOf, clientIds, providerName, identified, recovery, endOfLifePath }: Deps): House {
  const { database } = running
  const renderPaper = createPaperRenderer()
  const ports = { clientOf, providerName }
  const lifecycle = createLifecycle({ database, clock, renderPaper, ports, endOfLife: loadEndOfLife(endOfLifePath) })
  const managers = managersOf(running)
  const copiedOf = createCopiedOf({ database, clock })
  const recommendations = createRecommendations({
    database,
    clock,
    renderPaper,
    ports: { clientOf, identified, providerName, managersOf: managers, systemsOf: systemsOf(recovery, copiedOf) },
  })
  const continuity = composeContinuity({ database, clock, renderPaper, recovery, clientOf, clientIds, identified, providerName })
  return {
    slices: [lifecycle, recommendations, continuity],
    jobs: continuity.jobs,
    standards: (o) =>
      createStandards({
        database,
        clock,
        ports: {
          clientOf,
          factsOf: clientFacts({
            database,
            recovery,
            lifecycle,
            copiedOf,
            managersOf: managers,
            recommendations: recommendations.service,
            ...o,
          }),
          currencyOf: async (clientId) =>
            (await lifecycle.plans.settings(systemActor('standards', [clientId], ['lifecycle.read']), clientId)).currency,
          recommend: (actor, clientId, content, checkId) =>
            recommendations.service.create(actor, clientId, { content, origin: { slice: 'standards', ref: checkId } }),
        },
      }),
    sourcesBefore: [
      {
        id: 'decisions',
        title: 'What do we need from you?',
        slot: 'main',
        section: async (clientId, month, now) =>
          named('decisions', await recommendations.waiting(clientId, { from: month.from, asOf: asOf(month, now) })),
      },
    ],
    sourcesAfter: [
      {
        id: 'continuity',
        title: 'Your recovery plan',
        slot: 'detail',
        section: async (clientId, month, now) => named('continuity', await continuity.reportSection(clientId, asOf(month, now))),
      },
      {
        id: 'planned',
        title: 'What is planned to be replaced',
        slot: 'side',
        section: async (clientId, month, now) =>
          named('planned', await lifecycle.planned(clientId, { asOf: asOf(month, now), zone: month.zone })),
      },
      {
        id: 'decided',
        title: 'What you decided',
        slot: 'detail',
        section: async (clientId, month, now) =>
          named('decided', await recommendations.decided(clientId, { from: month.from, asOf: asOf(month, now) })),
      },
    ],
  }
}

function named<T extends object>(id: string, section: T | null): (T & { id: string }) | null {
  return section === null ? null : { ...section, id }
}

/** Those who may decide for the client, and can sign in. */
function managersOf({ database }: RunningDatabase): RecommendationsPorts['managersOf'] {
  return async (clientId: Id) => {
    const people = await database.transaction(oneClient(PROVIDER_ID), loadPeople)
    return people.filter(({ role, clients, disabledAt }) => {
      const isClients = permissionsOf(role).has('portal.decisions') && !permissionsOf(role).has('recommendations.read')
      return disabledAt === null && isClients && clients !== 'all' && clients.includes(clientId)
    })
  }
}

function systemsOf({ service }: Recovery, copiedOf: CopiedOf): RecommendationsPorts['systemsOf'] {
  return async (clientId: Id) => {
    const { devices } = await service.ofClient(systemActor('standing', [clientId], ['recovery.read']), clientId)
    const copied = await copiedOf(
      clientId,
      devices.map(({ deviceId }) => deviceId),
    )
    return devices.map(({ deviceId, hostname, standing }) => ({ deviceId, hostname, standing, copied: copied(deviceId) }))
  }
}
