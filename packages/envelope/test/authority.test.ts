/** The authority log: who may change it, and that no tampering with it passes. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { appendEntry, changeThreshold, createGenesis, entryProgress, proposeChange, verifyAuthority } from '../src/index.ts'
import { AT, bitFlips, changed, found, type Log, OTHER_CLIENT, type Person, person, signedBy, stateOf } from './people.ts'

let ada: Person, ben: Person, cleo: Person, dan: Person, safe: Person, eve: Person
let pair: Log

beforeAll(async () => {
  ;[ada, ben, cleo, dan, eve] = await Promise.all([person('Ada', 'owner'), person('Ben'), person('Cleo'), person('Dan'), person('Eve')])
  safe = await person('Safe', 'recovery')
  pair = await found([ada, ben])
})

const verdict = async (log: Log) => {
  const state = await verifyAuthority(log.entries, log.genesisHash)
  return state.ok ? 'ok' : state.error
}

test('a genesis signed by all its keys stands, and pins the client and the keys', async () => {
  const state = await stateOf(pair)
  expect([...state.keys.values()].map((key) => [key.name, key.role])).toEqual([
    ['Ada', 'owner'],
    ['Ben', 'technician'],
  ])
  expect(state.head).toBe(pair.genesisHash)
})

test('a genesis that lacks the signature of one of its keys is refused', async () => {
  const { wire, genesisHash } = await createGenesis({
    client: OTHER_CLIENT,
    keys: [ada.key, ben.key],
    signers: [ada.signer],
    at: AT,
  })
  expect(await verdict({ entries: [wire], genesisHash })).toBe('trust.authority-threshold')
})

test('another genesis than the pinned one is refused, and so is an empty log', async () => {
  const other = await found([eve])
  expect(await verdict({ entries: other.entries, genesisHash: pair.genesisHash })).toBe('trust.authority-genesis')
  expect(await verdict({ entries: [], genesisHash: pair.genesisHash })).toBe('trust.authority-empty')
})

test('with one key that key alone may add a second; from then on two must agree', async () => {
  const alone = await found([ada])
  expect(changeThreshold(await stateOf(alone))).toBe(1)
  const two = await changed(alone, { action: 'add-key', keys: [ben.key] }, [ada, ben])
  expect(changeThreshold(await stateOf(two))).toBe(2)
  const byOne = await changed(two, { action: 'add-key', keys: [cleo.key] }, [ada, cleo])
  expect(await verdict(byOne)).toBe('trust.authority-threshold')
})

test('a key joins only with its own signature', async () => {
  expect(await verdict(await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben]))).toBe('trust.authority-threshold')
  expect(await verdict(await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo]))).toBe('ok')
})

test('the signature of the key that joins does not count towards the two', async () => {
  expect(await verdict(await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, cleo]))).toBe('trust.authority-threshold')
})

test('a revoked key signs nothing more and never comes back', async () => {
  const three = await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  const without = await changed(three, { action: 'revoke-key', keys: [ben.key] }, [ada, cleo])
  const state = await stateOf(without)
  expect([state.keys.has(ben.key.keyId), state.revoked.has(ben.key.keyId)]).toEqual([false, true])
  expect(await verdict(await changed(without, { action: 'add-key', keys: [dan.key] }, [ada, ben, dan]))).toBe('trust.authority-signature')
  expect(proposeChange(state, { action: 'add-key', keys: [ben.key] }, AT)).toEqual({
    ok: false,
    error: expect.stringContaining('never comes back'),
  })
})

test('the last key that may sign cannot be revoked', async () => {
  const state = await stateOf(await found([ada, safe]))
  expect(proposeChange(state, { action: 'revoke-key', keys: [ada.key] }, AT).ok).toBe(false)
})

test('a higher threshold holds until there are fewer keys than it asks for', async () => {
  const three = await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  const strict = await changed(three, { action: 'set-threshold', threshold: 3 }, [ada, ben])
  expect(changeThreshold(await stateOf(strict))).toBe(3)
  expect(await verdict(await changed(strict, { action: 'revoke-key', keys: [cleo.key] }, [ada, ben]))).toBe('trust.authority-threshold')
  const two = await changed(strict, { action: 'revoke-key', keys: [cleo.key] }, [ada, ben, cleo])
  expect(changeThreshold(await stateOf(two))).toBe(2)
})

test.each([1, 4])('a threshold of %d for three keys makes no sense', async (threshold) => {
  const three = await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  expect(proposeChange(await stateOf(three), { action: 'set-threshold', threshold }, AT).ok).toBe(false)
})

test('a recovery key replaces all others and does nothing else', async () => {
  const kept = await found([ada, ben, safe])
  expect(await verdict(await changed(kept, { action: 'add-key', keys: [cleo.key] }, [ada, safe, cleo]))).toBe('trust.authority-threshold')
  const recovered = await changed(kept, { action: 'recover', keys: [dan.key, safe.key] }, [dan, safe])
  const state = await stateOf(recovered)
  expect([...state.keys.keys()].sort()).toEqual([dan.key.keyId, safe.key.keyId].sort())
  expect(state.revoked.has(ada.key.keyId)).toBe(true)
  expect(await verdict(await changed(kept, { action: 'recover', keys: [dan.key] }, [ada, ben, dan]))).toBe('trust.authority-threshold')
})

test('the progress of a change names who is still missing', async () => {
  const state = await stateOf(pair)
  const proposed = proposeChange(state, { action: 'add-key', keys: [cleo.key] }, AT)
  if (!proposed.ok) throw new Error(proposed.error)
  const half = await signedBy(proposed.value, [ada])
  const progress = await entryProgress(state, half)
  expect([progress.missing, progress.from.map((key) => key.name)]).toEqual([2, ['Cleo', 'Ben']])
  expect((await entryProgress(state, await signedBy(half, [ben, cleo]))).missing).toBe(0)
})

test('one bit changed anywhere in an entry spoils the log', async () => {
  const two = await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  const [genesis = '', added = ''] = two.entries
  const state = await stateOf(pair)
  for (const flipped of bitFlips(added, 3)) expect((await appendEntry(state, flipped)).ok, flipped).toBe(false)
  for (const flipped of bitFlips(genesis, 7)) expect(await verdict({ ...two, entries: [flipped, added] }), flipped).not.toBe('ok')
})

test('dropping, doubling, swapping or splicing entries is refused', async () => {
  const steps: [Log, Log] = [pair, await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])]
  const log = await changed(
    await changed(steps[1], { action: 'add-key', keys: [dan.key] }, [ada, ben, dan]),
    { action: 'revoke-key', keys: [ben.key] },
    [ada, ben],
  )
  const twin = await changed(steps[1], { action: 'add-key', keys: [eve.key] }, [ada, ben, eve])
  const pool = [...log.entries, twin.entries[2] ?? '']
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: pool.length - 1 }), { minLength: 1, maxLength: 6 }), async (order) => {
      const entries = order.map((i) => pool[i] ?? '')
      const whole = order.every((index, i) => index === i || (i === 2 && index === 4 && order.length === 3))
      expect((await verdict({ ...log, entries })) === 'ok').toBe(whole)
    }),
    { numRuns: 150 },
  )
})

test('each way of tampering has its own name', async () => {
  const left = await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  const right = await changed(pair, { action: 'add-key', keys: [dan.key] }, [ada, ben, dan])
  const longer = await changed(left, { action: 'revoke-key', keys: [cleo.key] }, [ada, ben])
  const [genesis = '', a = '', b = ''] = longer.entries
  expect(await verdict({ ...longer, entries: [genesis, b] })).toBe('trust.authority-order')
  expect(await verdict({ ...longer, entries: [genesis, a, a] })).toBe('trust.authority-order')
  expect(await verdict({ ...longer, entries: [genesis, genesis] })).toBe('trust.authority-order')
  expect(await verdict({ ...longer, entries: [genesis, a, right.entries[1] ?? ''] })).toBe('trust.authority-fork')
  expect(await verdict({ ...longer, entries: [genesis, right.entries[1] ?? '', b] })).toBe('trust.authority-fork')
  expect(await verdict({ ...longer, entries: [genesis, 'AAAA'] })).toBe('trust.authority-malformed')
  const elsewhere = await changed(await found([ada, ben], OTHER_CLIENT), { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo])
  expect(await verdict({ ...longer, entries: [genesis, elsewhere.entries[1] ?? ''] })).toBe('trust.authority-client')
})

test('a device that saw one branch does not take the other', async () => {
  const seen = await stateOf(await changed(pair, { action: 'add-key', keys: [cleo.key] }, [ada, ben, cleo]))
  const other = await changed(pair, { action: 'add-key', keys: [dan.key] }, [ada, ben, dan])
  expect(await appendEntry(seen, other.entries[1] ?? '')).toEqual({ ok: false, error: 'trust.authority-fork' })
})

test('a stranger who can sign as much as he likes changes nothing', async () => {
  expect(await verdict(await changed(pair, { action: 'add-key', keys: [eve.key] }, [eve]))).toBe('trust.authority-threshold')
  expect(await verdict(await changed(pair, { action: 'revoke-key', keys: [ada.key] }, [ben, eve]))).toBe('trust.authority-signature')
})
