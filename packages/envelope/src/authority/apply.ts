/** What an entry does to the keys of an authority, signatures aside. */
import { err, ok, type Result } from '@mainstay/kernel'
import type { AuthorityEntry, AuthorityKey } from './entry.ts'
import { type AuthorityState, signingKeys } from './state.ts'

type Keys = Pick<AuthorityState, 'keys' | 'revoked' | 'threshold'>

export function applyChange(state: AuthorityState, entry: AuthorityEntry): Result<AuthorityState, string> {
  const changed = change(state, entry)
  if (!changed.ok) return changed
  return signingKeys(changed.value.keys).length > 0 ? ok({ ...state, ...changed.value }) : err('no key would be left that may sign')
}

function change(state: Keys, entry: AuthorityEntry): Result<Keys, string> {
  if ((entry.action === 'set-threshold') === (entry.threshold === null)) return err('only set-threshold carries a threshold')
  switch (entry.action) {
    case 'genesis':
      return err('a second genesis')
    case 'add-key':
      return addKeys(state, entry.keys)
    case 'revoke-key':
      return revokeKeys(state, entry.keys)
    case 'set-threshold':
      return setThreshold(state, entry)
    case 'recover':
      return recover(state, entry.keys)
  }
}

function addKeys({ keys, revoked, threshold }: Keys, added: readonly AuthorityKey[]): Result<Keys, string> {
  if (added.length === 0) return err('no key is named')
  const known = added.find((key) => keys.has(key.keyId))
  if (known) return err(`${known.name} is in it already`)
  const gone = added.find((key) => revoked.has(key.keyId))
  if (gone) return err(`the key of ${gone.name} was revoked; a revoked key never comes back`)
  return ok({ keys: new Map([...keys, ...byId(added)]), revoked, threshold })
}

function revokeKeys({ keys, revoked, threshold }: Keys, gone: readonly AuthorityKey[]): Result<Keys, string> {
  if (gone.length === 0) return err('no key is named')
  const stranger = gone.find((key) => !sameKey(keys.get(key.keyId), key))
  if (stranger) return err(`${stranger.name} is not in it`)
  const ids = new Set(gone.map((key) => key.keyId))
  return ok({ keys: new Map([...keys].filter(([id]) => !ids.has(id))), revoked: new Map([...revoked, ...byId(gone)]), threshold })
}

function setThreshold(state: Keys, entry: AuthorityEntry): Result<Keys, string> {
  if (entry.keys.length > 0) return err('set-threshold names no keys')
  const threshold = entry.threshold ?? 0
  const signing = signingKeys(state.keys).length
  if (threshold < 2 || threshold > signing) return err(`the threshold must lie between 2 and the ${signing} keys that may sign`)
  return ok({ ...state, threshold })
}

/** All keys are replaced; those that are not named again are revoked. */
function recover({ keys, revoked }: Keys, next: readonly AuthorityKey[]): Result<Keys, string> {
  const back = next.find((key) => revoked.has(key.keyId))
  if (back) return err(`the key of ${back.name} was revoked; a revoked key never comes back`)
  const altered = next.find((key) => keys.has(key.keyId) && !sameKey(keys.get(key.keyId), key))
  if (altered) return err(`${altered.name} stays, but with another name or role`)
  const ids = new Set(next.map((key) => key.keyId))
  const gone = [...keys.values()].filter((key) => !ids.has(key.keyId))
  return ok({ keys: byId(next), revoked: new Map([...revoked, ...byId(gone)]), threshold: 2 })
}

function byId(keys: readonly AuthorityKey[]): Map<string, AuthorityKey> {
  return new Map(keys.map((key) => [key.keyId, key]))
}

function sameKey(a: AuthorityKey | undefined, b: AuthorityKey): boolean {
  return a !== undefined && a.keyId === b.keyId && a.name === b.name && a.role === b.role
}
