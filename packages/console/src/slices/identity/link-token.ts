/** The secret of a one-time link stands after the `#`, which browsers do not send; it leaves the address as soon as it was read. */
export function tokenOfLink(): string {
  const token = decodeURIComponent(globalThis.location.hash.slice(1))
  if (token !== '') globalThis.history.replaceState(globalThis.history.state, '', globalThis.location.pathname)
  return token
}
