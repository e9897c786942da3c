/** What a client and a site are, and what may be done to them. */
import { err, type Id, ok, type Result } from '@mainstay/kernel'

export type Site = { id: Id; clientId: Id; name: string; createdAt: Date }
export type Client = { id: Id; name: string; zone: string; createdAt: Date; sites: Site[] }

/** The site that every client has from its first day: a device always stands somewhere. */
export const FIRST_SITE = 'Main office'

export function newClient(o: { id: Id; siteId: Id; name: string; zone: string; now: Date }): Client {
  return {
    id: o.id,
    name: o.name,
    zone: o.zone,
    createdAt: o.now,
    sites: [{ id: o.siteId, clientId: o.id, name: FIRST_SITE, createdAt: o.now }],
  }
}

/** Names of a client's sites differ, also in case and outer spaces: people choose sites by name. */
export function addSite(client: Client, site: { id: Id; name: string; now: Date }): Result<Site, 'site-name-taken'> {
  const key = (name: string): string => name.trim().toLocaleLowerCase('en')
  if (client.sites.some((s) => key(s.name) === key(site.name))) return err('site-name-taken')
  return ok({ id: site.id, clientId: client.id, name: site.name.trim(), createdAt: site.now })
}
