/** The pages of the portal that a person may see. */

export type Place = { href: string; name: string }

export function portalPlaces(permissions: readonly string[]): Place[] {
  return [
    { href: '/portal', name: 'Home' },
    ...(permissions.includes('reports.read') ? [{ href: '/portal/reports', name: 'Reports' }] : []),
    ...(permissions.includes('portal.decisions') ? [{ href: '/portal/decisions', name: 'Decisions' }] : []),
    ...(permissions.includes('portal.decisions') ? [{ href: '/portal/recovery-plan', name: 'Recovery plan' }] : []),
    ...(permissions.includes('portal.budget') ? [{ href: '/portal/budget', name: 'Budget' }] : []),
    ...(permissions.includes('portal.tickets') ? [{ href: '/portal/tickets', name: 'Your requests' }] : []),
    ...(permissions.includes('portal.outages') ? [{ href: '/portal/outages', name: 'Outages' }] : []),
    ...(permissions.includes('portal.read')
      ? [
          { href: '/portal/systems', name: 'Your systems' },
          { href: '/portal/mail', name: 'Held mail' },
          { href: '/portal/guides', name: 'Guides' },
        ]
      : []),
  ]
}
