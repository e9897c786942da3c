import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import {
  exportPrivateKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  keyIdOf,
  sha256,
  sign,
  signerOf,
  verify,
  verifyText,
} from './keys.ts'

const text = (value: string) => new TextEncoder().encode(value)
const hex = (value: string) => Uint8Array.from(Buffer.from(value, 'hex'))
/** PKCS #8 of an Ed25519 seed (RFC 8410, section 7). */
const pkcs8 = (seed: string) => hex(`302e020100300506032b657004220420${seed}`)

test('a signature holds for its message, its key and nothing else', async () => {
  const [mine, other] = [await generateKeyPair(), await generateKeyPair()]
  const signature = toBase64Url(await signerOf(mine).sign(text('restart')))
  expect(await verifyText(mine.publicKey, signature, text('restart'))).toBe(true)
  expect(await verifyText(mine.publicKey, signature, text('restarT'))).toBe(false)
  expect(await verifyText(other.publicKey, signature, text('restart'))).toBe(false)
  expect(await verifyText(mine.publicKey, signature.slice(4), text('restart'))).toBe(false)
  expect(await verifyText('AA', signature, text('restart'))).toBe(false)
})

// RFC 8032, section 7.1, test 2.
test('it agrees with the vectors of the standard', async () => {
  const pair = await importPrivateKey(pkcs8('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'))
  expect(Buffer.from(pair.publicKey, 'base64url').toString('hex')).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  expect(Buffer.from(await sign(pair.privateKey, hex('72'))).toString('hex')).toBe(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  )
})

test('a private key survives its export', async () => {
  const pair = await generateKeyPair()
  const again = await importPrivateKey(await exportPrivateKey(pair.privateKey))
  expect([again.publicKey, again.keyId]).toEqual([pair.publicKey, pair.keyId])
  expect(await verifyText(pair.publicKey, toBase64Url(await sign(again.privateKey, text('x'))), text('x'))).toBe(true)
})

test('the name of a key is the hash of its raw bytes', async () => {
  const pair = await generateKeyPair()
  const raw = fromBase64Url(pair.publicKey) ?? new Uint8Array()
  expect(pair.keyId).toBe(toBase64Url(await sha256(raw)))
  expect(pair.keyId).toBe(await keyIdOf(raw))
})

// The eight points of order 1, 2, 4 and 8, and their spellings that are not reduced.
test.each([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
])('the key %s, under which one signature fits many messages, is refused', async (raw) => {
  expect(await importPublicKey(hex(raw))).toBeNull()
})

test('a public key of another length is refused', async () => {
  expect(await importPublicKey(new Uint8Array(31).fill(7))).toBeNull()
})

test('bytes that are a window into a larger buffer are signed as they are', async () => {
  const pair = await generateKeyPair()
  const key = await importPublicKey(fromBase64Url(pair.publicKey) ?? new Uint8Array())
  const signature = await sign(pair.privateKey, text('abcdef').subarray(2, 4))
  expect(key !== null && (await verify(key, signature, text('cd')))).toBe(true)
})
