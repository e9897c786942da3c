/** The console's router, and its types for every link. */
import { createRouter } from '@tanstack/react-router'
import { Failure } from '../ui/messages.tsx'
import { Page } from '../ui/page.tsx'
import { TitleSkeleton } from '../ui/skeletons.tsx'
import { NotFound } from './not-found.tsx'
import { routeTree } from './routes.ts'

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: TitleSkeleton,
  defaultErrorComponent: ({ error, reset }) => (
    <Page title="This page could not be drawn">
      <Failure error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </Page>
  ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
