/** Starts the console. */
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Providers } from '../ui/providers.tsx'
import { router } from './router.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no element #root')
createRoot(root).render(
  <Providers>
    <RouterProvider router={router} />
  </Providers>,
)
