/** Tells whether a request comes from a page of ours, by what browsers say of it (Origin; Fetch Metadata, W3C). */

export type RequestOrigin = {
  /** The header Origin. */
  origin: string | undefined
  /** The header Sec-Fetch-Site. */
  site: string | undefined
  /** Scheme and host that the request was sent to. */
  target: string
  /** The address that the operator declared, where there is one: behind a proxy `target` has the proxy's scheme. */
  publicOrigin: string | null
}

/** `unsaid`: no browser of today leaves out both headers; other programs do. */
export function originOf({ origin, site, target, publicOrigin }: RequestOrigin): 'same' | 'cross' | 'unsaid' {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross'
  if (origin !== undefined) return origin === target || origin === publicOrigin ? 'same' : 'cross'
  return site === undefined ? 'unsaid' : 'same'
}
