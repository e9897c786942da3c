/** Starts the portal of a client's people. */
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Providers } from '../ui/providers.tsx'
import { portalRouter } from './portal-router.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no element #root')
createRoot(root).render(
  <Providers>
    {/* The registered types are the console's; the portal has its own few addresses. */}
    <RouterProvider router={portalRouter as never} />
  </Providers>,
)
