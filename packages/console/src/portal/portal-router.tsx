/** The few addresses of the portal. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Failure } from '../ui/messages.tsx'
import { Home } from './home.tsx'
import { NoSuchPage, PortalPage } from './portal-page.tsx'
import { PortalShell } from './portal-shell.tsx'

const root = createRootRoute({ component: PortalShell })
const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports.tsx'), 'PortalReports'),
})
const report = createRoute({
  getParentRoute: () => root,
  path: '/reports/$reportId',
  component: lazyRouteComponent(() => import('./report.tsx'), 'PortalReport'),
})
const tickets = createRoute({
  getParentRoute: () => root,
  path: '/tickets',
  component: lazyRouteComponent(() => import('./tickets.tsx'), 'PortalTickets'),
})
const ticket = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$ticketId',
  component: lazyRouteComponent(() => import('./ticket.tsx'), 'PortalTicketPage'),
})
const systems = createRoute({
  getParentRoute: () => root,
  path: '/systems',
  component: lazyRouteComponent(() => import('./systems.tsx'), 'Systems'),
})
const heldMail = createRoute({
  getParentRoute: () => root,
  path: '/mail',
  component: lazyRouteComponent(() => import('./held-mail.tsx'), 'HeldMail'),
})
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./account.tsx'), 'PortalAccount'),
})

const outages = createRoute({
  getParentRoute: () => root,
  path: '/outages',
  component: lazyRouteComponent(() => import('./outage.tsx'), 'PortalOutages'),
})
const server = createRoute({
  getParentRoute: () => root,
  path: '/systems/$deviceId',
  component: lazyRouteComponent(() => import('./see-server.tsx'), 'SeeServer'),
})

const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  component: lazyRouteComponent(() => import('./decisions.tsx'), 'Decisions'),
})
const decision = createRoute({
  getParentRoute: () => root,
  path: '/decisions/$recommendationId',
  validateSearch: ({ link }: Record<string, unknown>): { link?: string } => (typeof link === 'string' ? { link } : {}),
  component: lazyRouteComponent(() => import('./decision.tsx'), 'Decision'),
})

const recoveryPlan = createRoute({
  getParentRoute: () => root,
  path: '/recovery-plan',
  component: lazyRouteComponent(() => import('./recovery-plan.tsx'), 'PortalRecoveryPlan'),
})

const budget = createRoute({
  getParentRoute: () => root,
  path: '/budget',
  component: lazyRouteComponent(() => import('./budget.tsx'), 'BudgetPage'),
})

const guides = createRoute({
  getParentRoute: () => root,
  path: '/guides',
  component: lazyRouteComponent(() => import('./guides.tsx'), 'Guides'),
})
const guide = createRoute({
  getParentRoute: () => root,
  path: '/guides/$slug',
  component: lazyRouteComponent(() => import('./guide.tsx'), 'GuidePage'),
})

export const portalRouter = createRouter({
  routeTree: root.addChildren([
    home,
    decisions,
    decision,
    recoveryPlan,
    budget,
    guides,
    guide,
    reports,
    report,
    tickets,
    ticket,
    systems,
    server,
    heldMail,
    account,
    outages,
  ]),
  basepath: '/portal',
  scrollRestoration: true,
  defaultNotFoundComponent: NoSuchPage,
  defaultErrorComponent: ({ error, reset }) => (
    <PortalPage title="This page could not be drawn">
      <Failure error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </PortalPage>
  ),
})
