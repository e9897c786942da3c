/** The published vectors: made again from fixed seeds, compared, and judged from the file alone. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as envelope from '../src/index.ts'
import { buildVectors, personFromSeed } from './vectors.ts'

const FILE = join(import.meta.dirname, '../testdata/vectors.json')

test('the vectors in the file are what this code writes', async () => {
  expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(await buildVectors())
})

test('each vector in the file is judged as the file says', async () => {
  const file = JSON.parse(await readFile(FILE, 'utf8')) as Awaited<ReturnType<typeof buildVectors>>
  for (const { seedHex, publicKey, keyId } of file.keys) {
    const { key } = await personFromSeed(Number.parseInt(seedHex.slice(0, 2), 16), 'x')
    expect([key.publicKey, key.keyId]).toEqual([publicKey, keyId])
  }
  for (const { cborHex } of file.canonical.accepted) expect(envelope.decodeCanonical(Buffer.from(cborHex, 'hex')).ok).toBe(true)
  for (const { cborHex } of file.canonical.refused) expect(envelope.decodeCanonical(Buffer.from(cborHex, 'hex')).ok).toBe(false)
  for (const log of file.authority) {
    const state = await envelope.verifyAuthority(log.entries, log.genesisHash)
    expect(state.ok ? state.value.head : state.error, log.about).toBe(log.expect)
  }
  const authority = await envelope.verifyAuthority(file.authority[0]?.entries ?? [], file.authority[0]?.genesisHash ?? '')
  if (!authority.ok) throw new Error(authority.error)
  expect(file.envelopes.length).toBeGreaterThan(8)
  for (const one of file.envelopes) {
    const { signed, client: clientId, device: deviceId, fanOutLimit } = one
    const seen = { hasNonce: () => false, lastSeqOf: () => one.lastSeq }
    const result = await envelope.verifyEnvelope({
      signed,
      authority: authority.value,
      clientId,
      deviceId,
      now: new Date(one.now),
      seen,
      fanOutLimit,
    })
    expect(result.ok ? 'ok' : result.error, one.about).toBe(one.expect)
  }
})
