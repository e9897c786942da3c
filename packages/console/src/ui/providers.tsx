/** What every page stands in: theme, cache, the hatching of unknown. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type JSX, type ReactNode, StrictMode, useState } from 'react'
import { createQueryClient } from '../app/query-client.ts'
import { HatchPattern } from './icons.tsx'
import { cssVariables, theme } from './theme.ts'
import './layers.css'
import './mantine-styles.ts'
import './tokens.css'
import './base.css'
import './table.css'

declare global {
  /** Read by the library that stops the page behind a dialog from scrolling, for the style element that it adds. */
  var __webpack_nonce__: string | undefined
}

export function Providers({ children }: { children: ReactNode }): JSX.Element {
  const [client] = useState(createQueryClient)
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
        <HatchPattern />
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}

/** Without it the page's policy would refuse the styles that Mantine adds while it runs. */
function styleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
  globalThis.__webpack_nonce__ = nonce
  return nonce
}
