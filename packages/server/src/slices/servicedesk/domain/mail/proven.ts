/** Whether the sender in From is proven, by what a mail server that is trusted wrote on top of the message (RFC 8601). */

type Header = { name: string; value: string }

/** DMARC passed, or SPF or DKIM passed for the domain in From. Without a trusted server nobody is proven: anybody can write such a header. */
export function alignedByResults(headers: readonly Header[], trusts: string, from: string): boolean {
  if (trusts === '') return false
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  if (domain === '') return false
  // The topmost of this server is its own: what is below came with the message and may be forged.
  const own = headers.find(({ name, value }) => name === 'authentication-results' && issuerOf(value) === trusts)
  // Within quotes a sender writes what they like, separators too: nothing is read out of such a line.
  if (own === undefined || own.value.includes('"')) return false
  const results = own.value
    .replace(/\([^()]{0,500}\)/g, ' ')
    .slice(0, 8000)
    .split(';')
    .slice(1, 50)
  return results.some((result) => isPassFor(result.trim(), domain))
}

function issuerOf(value: string): string {
  return (value.split(';', 1)[0] ?? '').trim().split(/\s+/)[0]?.toLowerCase() ?? ''
}

function isPassFor(result: string, domain: string): boolean {
  const [, method = ''] = /^(dmarc|dkim|spf)\s*=\s*pass\b/i.exec(result) ?? []
  const of = (property: string): string => {
    const value = new RegExp(`(?:^|\\s)${property}\\s*=\\s*(\\S{1,1000})(?=\\s|$)`, 'i').exec(result)?.[1] ?? ''
    const domain = value.slice(value.lastIndexOf('@') + 1).toLowerCase()
    return /^[a-z0-9.-]{1,253}$/.test(domain) ? domain : ''
  }
  switch (method.toLowerCase()) {
    case 'dmarc':
      return of('header\\.from') === domain
    case 'dkim':
      return covers(of('header\\.d') || of('header\\.i'), domain)
    case 'spf':
      return covers(of('smtp\\.mailfrom'), domain)
    default:
      return false
  }
}

/** A parent signs for what is under it, a child or a sibling does not: stricter than relaxed alignment (RFC 7489, 3.1). A name of one label is nobody's. */
function covers(signer: string, domain: string): boolean {
  return signer === domain || (signer.split('.').length >= 2 && domain.endsWith(`.${signer}`))
}
