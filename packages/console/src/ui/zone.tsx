/** The time zone of what is on the page: the client's, where the page is about one client; else the browser's. */
import { createContext, type JSX, type ReactNode, useContext } from 'react'

const Zone = createContext<string | undefined>(undefined)

export function InZone({ zone, children }: { zone: string | undefined; children: ReactNode }): JSX.Element {
  return <Zone value={zone}>{children}</Zone>
}

export function useZone(): string | undefined {
  return useContext(Zone)
}
