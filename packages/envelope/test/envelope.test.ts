/** The verifier: what makes an envelope a command, and every way in which it is refused. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AuthorityState,
  createEnvelope,
  envelopeIdOf,
  type EnvelopeInput,
  readEnvelope,
  type SignedEnvelope,
  signEnvelope,
  type VerifyInput,
  verifyEnvelope,
} from '../src/index.ts'
import { AT, bitFlips, CLIENT, changed, DEVICE, found, type Log, OTHER_CLIENT, type Person, person, stateOf } from './people.ts'

const HOUR = 3_600_000
const NEIGHBOUR = '0193c7a0-0000-7000-8000-0000000000d2'
const fresh = { hasNonce: () => false, lastSeqOf: () => 0 }

let ada: Person, ben: Person, cleo: Person, eve: Person, safe: Person
let log: Log
let authority: AuthorityState

beforeAll(async () => {
  ;[ada, ben, cleo, eve] = await Promise.all([person('Ada', 'owner'), person('Ben'), person('Cleo'), person('Eve')])
  safe = await person('Safe', 'recovery')
  log = await found([ada, ben, cleo, safe])
  authority = await stateOf(log)
})

async function envelope(over: Partial<EnvelopeInput> = {}, by: readonly Person[] = [ada]): Promise<SignedEnvelope> {
  let made = await createEnvelope({
    client: CLIENT,
    devices: [DEVICE],
    kind: 'policy',
    args: { v: 1, revision: 1 },
    notBefore: AT,
    expires: new Date(AT.getTime() + HOUR),
    seq: 1,
    authorityHead: authority.head,
    ...over,
  })
  for (const { signer } of by) made = await signEnvelope(made, signer)
  return made
}

async function verdict(signed: SignedEnvelope, over: Partial<VerifyInput> = {}): Promise<string> {
  const input = { signed, authority, clientId: CLIENT, deviceId: DEVICE, now: AT, seen: fresh, fanOutLimit: 3, ...over }
  const result = await verifyEnvelope(input)
  return result.ok ? 'ok' : result.error
}

test('a signed command for this device is accepted and comes back as it was written', async () => {
  const signed = await envelope()
  const result = await verifyEnvelope({ signed, authority, clientId: CLIENT, deviceId: DEVICE, now: AT, seen: fresh, fanOutLimit: 3 })
  expect(result).toEqual({ ok: true, value: readEnvelope(signed) })
  expect(result.ok && result.value.args).toEqual({ v: 1, revision: 1 })
})

describe('a change of a single bit', () => {
  test('in the body is refused', async () => {
    const signed = await envelope()
    for (const body of bitFlips(signed.body)) expect(await verdict({ ...signed, body }), body).not.toBe('ok')
  })

  test('in the body is refused as well when the id is made to fit', async () => {
    const signed = await envelope()
    for (const body of bitFlips(signed.body, 5)) {
      const id = await envelopeIdOf(Buffer.from(body, 'base64url'))
      expect(await verdict({ ...signed, id, body }), body).not.toBe('ok')
    }
  })

  test('in a signature or in the name of its key is refused', async () => {
    const signed = await envelope({}, [ada, ben])
    for (const [i, one] of signed.signatures.entries()) {
      const others = signed.signatures.filter((_, j) => j !== i)
      for (const signature of bitFlips(one.signature)) {
        expect(await verdict({ ...signed, signatures: [...others, { ...one, signature }] })).toBe('trust.envelope-signature-invalid')
      }
      for (const keyId of bitFlips(one.keyId)) {
        expect(await verdict({ ...signed, signatures: [...others, { ...one, keyId }] })).toBe('trust.envelope-key-unknown')
      }
    }
  })

  test('in the id is refused', async () => {
    const signed = await envelope()
    const hex = signed.id.replaceAll('-', '')
    for (let bit = 0; bit < 128; bit++) {
      const flipped = (BigInt(`0x${hex}`) ^ (1n << BigInt(bit))).toString(16).padStart(32, '0')
      const id = flipped.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      expect(await verdict({ ...signed, id })).toBe('trust.envelope-id-mismatch')
    }
  })
})

describe('signatures', () => {
  test('none, one twice, or nine are no form at all', async () => {
    const signed = await envelope()
    const [one] = signed.signatures
    if (one === undefined) throw new Error('unsigned')
    for (const signatures of [[], [one, one], Array.from({ length: 9 }, () => one)]) {
      expect(await verdict({ ...signed, signatures })).toBe('trust.envelope-malformed')
    }
  })

  test('a stranger is refused, also beside someone who may', async () => {
    expect(await verdict(await envelope({}, [eve]))).toBe('trust.envelope-key-unknown')
    expect(await verdict(await envelope({}, [ada, eve]))).toBe('trust.envelope-key-unknown')
  })

  test('a key is refused from the moment of its revocation, also for what it signed before', async () => {
    const signed = await envelope({}, [ben])
    const after = await stateOf(await changed(log, { action: 'revoke-key', keys: [ben.key] }, [ada, cleo]))
    expect(await verdict(signed)).toBe('ok')
    expect(await verdict(signed, { authority: after })).toBe('trust.envelope-key-revoked')
  })

  test('a recovery key gives no commands', async () => {
    expect(await verdict(await envelope({}, [safe]))).toBe('trust.envelope-key-role')
  })

  test('a kind of signature that this version does not know is refused, not overlooked', async () => {
    const signed = await envelope({}, [ada, ben])
    const signatures = signed.signatures.map((one, i) => (i === 0 ? { ...one, kind: 'webauthn' } : one))
    expect(await verdict({ ...signed, signatures })).toBe('trust.envelope-signature-kind')
  })

  test('a signature over the bare body, without its domain, does not count', async () => {
    const signed = await envelope()
    const signature = Buffer.from(await ada.signer.sign(Buffer.from(signed.body, 'base64url'))).toString('base64url')
    expect(await verdict({ ...signed, signatures: [{ keyId: ada.key.keyId, signature }] })).toBe('trust.envelope-signature-invalid')
  })
})

describe('two signatures', () => {
  const devices = Array.from({ length: 4 }, (_, i) => `0193c7a0-0000-7000-8000-0000000000d${i}`)

  test.each(['retention.shorten', 'retention.purge', 'device.wipe', 'agent.uninstall'])('%s needs them', async (kind) => {
    expect(await verdict(await envelope({ kind, args: null }))).toBe('trust.envelope-two-signatures')
    expect(await verdict(await envelope({ kind, args: null }, [ada, ben]))).toBe('ok')
  })

  test('a script to more devices than the limit needs them', async () => {
    const over = { kind: 'script.run', args: { command: ['uptime'] }, devices }
    expect(await verdict(await envelope(over), { fanOutLimit: 4 })).toBe('ok')
    expect(await verdict(await envelope(over), { fanOutLimit: 3 })).toBe('trust.envelope-two-signatures')
    expect(await verdict(await envelope(over, [ada, cleo]), { fanOutLimit: 3 })).toBe('ok')
  })

  test('a policy that raises the limit needs them, one that lowers it does not', async () => {
    expect(await verdict(await envelope({ args: { fanOutLimit: 4 } }))).toBe('trust.envelope-two-signatures')
    expect(await verdict(await envelope({ args: { fanOutLimit: 4 } }, [ada, ben]))).toBe('ok')
    expect(await verdict(await envelope({ args: { fanOutLimit: 3 } }))).toBe('ok')
  })
})

describe('scope', () => {
  test('the head must be a state of this authority that the device knows', async () => {
    const newer = await stateOf(await changed(log, { action: 'revoke-key', keys: [ben.key] }, [ada, cleo]))
    const signed = await envelope({ authorityHead: newer.head })
    expect(await verdict(signed)).toBe('trust.envelope-head-unknown')
    expect(await verdict(signed, { authority: newer })).toBe('ok')
    expect(await verdict(await envelope(), { authority: newer })).toBe('ok')
  })

  test('another client, by envelope or by authority, is refused', async () => {
    expect(await verdict(await envelope({ client: OTHER_CLIENT }))).toBe('trust.envelope-wrong-client')
    expect(await verdict(await envelope(), { clientId: OTHER_CLIENT })).toBe('trust.envelope-wrong-client')
    const elsewhere = await stateOf(await found([ada], OTHER_CLIENT))
    const signed = await envelope({ client: OTHER_CLIENT, authorityHead: elsewhere.head })
    expect(await verdict(signed, { authority: elsewhere })).toBe('trust.envelope-wrong-client')
  })

  test('another device is refused', async () => {
    expect(await verdict(await envelope(), { deviceId: NEIGHBOUR })).toBe('trust.envelope-wrong-target')
  })

  test('a list of targets holds only as the list that was signed', async () => {
    const devices = [DEVICE, NEIGHBOUR]
    const signed = await envelope({ devices, asList: true })
    expect(await verdict(signed, { targetList: devices })).toBe('ok')
    expect(await verdict(signed)).toBe('trust.envelope-target-list')
    expect(await verdict(signed, { targetList: [DEVICE] })).toBe('trust.envelope-target-list')
    expect(await verdict(signed, { targetList: [...devices].reverse() })).toBe('trust.envelope-target-list')
    expect(await verdict(signed, { targetList: [DEVICE, '0193c7a0-0000-7000-8000-0000000000d3'] })).toBe('trust.envelope-target-list')
    expect(await verdict(signed, { targetList: devices, deviceId: CLIENT })).toBe('trust.envelope-wrong-target')
    expect(await verdict(signed, { targetList: devices, fanOutLimit: 1 })).toBe('trust.envelope-two-signatures')
  })

  test('a kind that this version does not know is refused', async () => {
    expect(await verdict(await envelope({ kind: 'device.melt' }, [ada, ben]))).toBe('trust.envelope-kind-unknown')
  })
})

test('the window is half-open: from its first millisecond, before its last', async () => {
  const windows = fc.record({
    length: fc.integer({ min: 1, max: 366 * 24 * HOUR }),
    offset: fc.integer({ min: -5, max: 5 }),
    atEnd: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(windows, async ({ length, offset, atEnd }) => {
      const now = new Date(AT.getTime() + (atEnd ? length : 0) + offset)
      const elapsed = now.getTime() - AT.getTime()
      const expected = elapsed < 0 ? 'trust.envelope-not-yet' : elapsed < length ? 'ok' : 'trust.envelope-expired'
      expect(await verdict(await envelope({ expires: new Date(AT.getTime() + length) }), { now })).toBe(expected)
    }),
  )
})

test.each([
  ['empty', 0],
  ['backwards', -1],
  ['longer than a year', 367 * 24 * HOUR],
])('a window that is %s is not made', async (_what, length) => {
  await expect(envelope({ expires: new Date(AT.getTime() + length) })).rejects.toThrow('time window')
})

test('an envelope is taken once', async () => {
  const signed = await envelope({ seq: 7 })
  const nonce = readEnvelope(signed)?.nonce
  expect(await verdict(signed, { seen: { hasNonce: (one) => one === nonce, lastSeqOf: () => 6 } })).toBe('trust.envelope-replayed')
  expect(await verdict(signed, { seen: { hasNonce: () => false, lastSeqOf: () => 6 } })).toBe('ok')
  expect(await verdict(signed, { seen: { hasNonce: () => false, lastSeqOf: () => 7 } })).toBe('trust.envelope-seq')
  expect(await verdict(signed, { seen: { hasNonce: () => false, lastSeqOf: () => 8 } })).toBe('trust.envelope-seq')
})

test('the sequence runs for each kind by itself', async () => {
  const seen = { hasNonce: () => false, lastSeqOf: (kind: string) => (kind === 'policy' ? 9 : 0) }
  expect(await verdict(await envelope({ seq: 7 }), { seen })).toBe('trust.envelope-seq')
  expect(await verdict(await envelope({ seq: 7, kind: 'backup.run', args: null }), { seen })).toBe('ok')
})

test('replayed in any order, each of a stream of envelopes is taken at most once and never after a newer one', async () => {
  const stream = await Promise.all(Array.from({ length: 5 }, (_, i) => envelope({ seq: i + 1 })))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { maxLength: 12 }), async (order) => {
      const nonces = new Set<string>()
      let lastSeq = 0
      for (const index of order) {
        const signed = stream[index]
        if (signed === undefined) throw new Error('no such envelope')
        const before = lastSeq
        const taken = (await verdict(signed, { seen: { hasNonce: (one) => nonces.has(one), lastSeqOf: () => lastSeq } })) === 'ok'
        expect(taken).toBe(index + 1 > before)
        if (!taken) continue
        nonces.add(readEnvelope(signed)?.nonce ?? '')
        lastSeq = index + 1
      }
    }),
  )
})

test('an envelope without targets, or with a body that is not canonical, is refused', async () => {
  await expect(envelope({ devices: [] })).rejects.toThrow('no targets')
  const signed = await envelope()
  expect(await verdict({ ...signed, body: `${signed.body}AA` })).toBe('trust.envelope-malformed')
  expect(await verdict({ ...signed, body: '***' })).toBe('trust.envelope-malformed')
})
