/** Every address of the console. Pages are loaded when first gone to. */
import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ticketListSearch } from '../slices/servicedesk/ticket-search.ts'
import { Root } from './root.tsx'
import { mailSearch } from '../slices/mail/search.ts'
import { Shell } from './shell.tsx'
import { addDeviceSearch, alertSearch, deviceListSearch, recommendationSearch, signInSearch } from './search.ts'

const root = createRootRoute({ component: Root })
const at = <const P extends string>(path: P) => ({ getParentRoute: () => root, path }) as const

const setup = createRoute({ ...at('/setup'), component: lazyRouteComponent(() => import('../slices/identity/setup.tsx'), 'Setup') })
const invitation = createRoute({
  ...at('/invitation'),
  component: lazyRouteComponent(() => import('../slices/identity/invitation.tsx'), 'Invitation'),
})
const signIn = createRoute({
  ...at('/sign-in'),
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../slices/identity/sign-in-page.tsx'), 'SignInPage'),
})

const app = createRoute({ getParentRoute: () => root, id: 'app', component: Shell })
const within = <const P extends string>(path: P) => ({ getParentRoute: () => app, path }) as const

const today = createRoute({ ...within('/'), component: lazyRouteComponent(() => import('./today/today.tsx'), 'Today') })
const clients = createRoute({
  ...within('/clients'),
  component: lazyRouteComponent(() => import('../slices/clients/clients.tsx'), 'Clients'),
})
const client = createRoute({
  ...within('/clients/$clientId'),
  component: lazyRouteComponent(() => import('../slices/clients/client.tsx'), 'ClientPage'),
})
const deskSettings = createRoute({
  ...within('/clients/$clientId/desk'),
  component: lazyRouteComponent(() => import('../slices/servicedesk/desk-settings.tsx'), 'DeskSettings'),
})
const assets = createRoute({
  ...within('/clients/$clientId/assets'),
  component: lazyRouteComponent(() => import('../slices/lifecycle/assets.tsx'), 'Assets'),
})
const standards = createRoute({
  ...within('/clients/$clientId/standards'),
  component: lazyRouteComponent(() => import('../slices/standards/standards.tsx'), 'Standards'),
})
const plan = createRoute({
  ...within('/clients/$clientId/plan'),
  component: lazyRouteComponent(() => import('../slices/lifecycle/plan.tsx'), 'Plan'),
})
const continuity = createRoute({
  ...within('/clients/$clientId/continuity'),
  component: lazyRouteComponent(() => import('../slices/continuity/continuity-page.tsx'), 'ContinuityPage'),
})
const agreement = createRoute({
  ...within('/clients/$clientId/agreement'),
  component: lazyRouteComponent(() => import('../slices/agreements/agreements-page.tsx'), 'AgreementsPage'),
})
const billing = createRoute({
  ...within('/billing'),
  component: lazyRouteComponent(() => import('../slices/agreements/billing-page.tsx'), 'BillingPage'),
})
const moneyPlace = createRoute({
  ...within('/money'),
  component: lazyRouteComponent(() => import('../slices/agreements/money-page.tsx'), 'MoneyPage'),
})
const devices = createRoute({
  ...within('/devices'),
  validateSearch: deviceListSearch,
  component: lazyRouteComponent(() => import('../slices/devices/devices.tsx'), 'Devices'),
})
const addDevice = createRoute({
  ...within('/devices/add'),
  validateSearch: addDeviceSearch,
  component: lazyRouteComponent(() => import('../slices/devices/add-device.tsx'), 'AddDevice'),
})
const device = createRoute({
  ...within('/devices/$deviceId'),
  component: lazyRouteComponent(() => import('../slices/devices/device.tsx'), 'DevicePage'),
})
const protection = createRoute({
  ...within('/devices/$deviceId/protection'),
  component: lazyRouteComponent(() => import('../slices/devices/protection.tsx'), 'Protection'),
})
const sandbox = createRoute({
  ...within('/devices/$deviceId/sandbox'),
  component: lazyRouteComponent(() => import('../slices/recovery/sandbox/sandbox-page.tsx'), 'SandboxPage'),
})
const board = createRoute({ ...within('/recovery'), component: lazyRouteComponent(() => import('../slices/recovery/board.tsx'), 'Board') })
const proof = createRoute({
  ...within('/devices/$deviceId/proofs/$proofId'),
  component: lazyRouteComponent(() => import('../slices/recovery/proof.tsx'), 'ProofPage'),
})
const alerts = createRoute({
  ...within('/alerts'),
  validateSearch: alertSearch,
  component: lazyRouteComponent(() => import('../slices/monitoring/alerts.tsx'), 'Alerts'),
})
const tickets = createRoute({
  ...within('/tickets'),
  validateSearch: ticketListSearch,
  component: lazyRouteComponent(() => import('../slices/servicedesk/tickets.tsx'), 'Tickets'),
})
const ticket = createRoute({
  ...within('/tickets/$ticketId'),
  component: lazyRouteComponent(() => import('../slices/servicedesk/ticket.tsx'), 'TicketPage'),
})
const rota = createRoute({
  ...within('/desk/rota'),
  component: lazyRouteComponent(() => import('../slices/servicedesk/rota.tsx'), 'RotaPage'),
})
const templates = createRoute({
  ...within('/desk/templates'),
  component: lazyRouteComponent(() => import('../slices/servicedesk/templates.tsx'), 'TemplatesPage'),
})
const mailbox = createRoute({
  ...within('/desk/mailbox'),
  component: lazyRouteComponent(() => import('../slices/servicedesk/mailbox.tsx'), 'Mailbox'),
})
const mail = createRoute({
  ...within('/mail'),
  validateSearch: mailSearch,
  component: lazyRouteComponent(() => import('../slices/mail/mail.tsx'), 'Mail'),
})
const reports = createRoute({
  ...within('/reports'),
  component: lazyRouteComponent(() => import('../slices/reports/reports.tsx'), 'Reports'),
})
const report = createRoute({
  ...within('/reports/$reportId'),
  component: lazyRouteComponent(() => import('../slices/reports/report.tsx'), 'Report'),
})
const recommendations = createRoute({
  ...within('/recommendations'),
  validateSearch: recommendationSearch,
  component: lazyRouteComponent(() => import('../slices/recommendations/recommendations.tsx'), 'Recommendations'),
})
const newRecommendation = createRoute({
  ...within('/recommendations/new'),
  validateSearch: recommendationSearch,
  component: lazyRouteComponent(() => import('../slices/recommendations/new-recommendation.tsx'), 'NewRecommendation'),
})
const recommendation = createRoute({
  ...within('/recommendations/$recommendationId'),
  component: lazyRouteComponent(() => import('../slices/recommendations/recommendation.tsx'), 'RecommendationPage'),
})
const people = createRoute({ ...within('/people'), component: lazyRouteComponent(() => import('../slices/identity/people.tsx'), 'People') })
const account = createRoute({
  ...within('/account'),
  component: lazyRouteComponent(() => import('../slices/identity/account.tsx'), 'Account'),
})
const trust = createRoute({ ...within('/trust'), component: lazyRouteComponent(() => import('../slices/trust/trust.tsx'), 'Trust') })

export const routeTree = root.addChildren([
  setup,
  invitation,
  signIn,
  app.addChildren([
    today,
    clients,
    client,
    deskSettings,
    assets,
    plan,
    standards,
    continuity,
    agreement,
    billing,
    moneyPlace,
    devices,
    addDevice,
    device,
    protection,
    sandbox,
    board,
    proof,
    alerts,
    tickets,
    ticket,
    mailbox,
    templates,
    rota,
    mail,
    recommendations,
    newRecommendation,
    recommendation,
    reports,
    report,
    people,
    account,
    trust,
  ]),
])
