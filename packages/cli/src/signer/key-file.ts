/** The format of a key file and of the bundle that `key move` writes: JSON, the private part plain or wrapped by a passphrase. */
import { exportPrivateKey, importPrivateKey, type KeyPair } from '@mainstay/envelope'
import { AppError } from '@mainstay/kernel'
import { openByPassphrase, type SealedBox, sealByPassphrase } from './sealed-box.ts'

export type KeyInfo = { keyId: string; publicKey: string; name: string; createdAt: string }
export type LocalKey = KeyInfo & { pair: KeyPair }
export type Secret = { plain: string } | { box: SealedBox }
/** `extra` travels only in bundles: what the other machine has to know (pinned authorities), wrapped together with the key. */
export type KeyFile = { v: 1; type: 'mainstay-key' } & KeyInfo & { secret: Secret }

export async function formatKeyFile(key: LocalKey, passphrase: string | null, extra: Record<string, unknown> = {}): Promise<string> {
  const { keyId, publicKey, name, createdAt } = key
  const payload = JSON.stringify({ pkcs8: Buffer.from(await exportPrivateKey(key.pair.privateKey)).toString('base64url'), extra })
  const secret: Secret =
    passphrase === null
      ? { plain: Buffer.from(payload).toString('base64url') }
      : { box: await sealByPassphrase(Buffer.from(payload), passphrase, purpose(keyId)) }
  const file: KeyFile = { v: 1, type: 'mainstay-key', keyId, publicKey, name, createdAt, secret }
  return `${JSON.stringify(file, null, 2)}\n`
}

export function parseKeyFile(text: string, path: string): KeyFile {
  const bad = (detail: string) => new AppError('cli.key-unreadable', { path, detail })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad('it is not JSON')
  }
  if (!isRecord(value) || value['type'] !== 'mainstay-key') throw bad('it has another content')
  if (value['v'] !== 1) throw bad('it was written by a newer version')
  const { keyId, publicKey, name, createdAt, secret } = value
  if (![keyId, publicKey, name, createdAt].every((field) => typeof field === 'string') || !isSecret(secret)) throw bad('a field is missing')
  return {
    v: 1,
    type: 'mainstay-key',
    keyId: String(keyId),
    publicKey: String(publicKey),
    name: String(name),
    createdAt: String(createdAt),
    secret,
  }
}

/** The key itself. `passphrase` is asked for only when the file is wrapped. */
export async function unlockKeyFile(
  file: KeyFile,
  path: string,
  passphrase: () => Promise<string>,
): Promise<{ key: LocalKey; extra: Record<string, unknown> }> {
  const payload =
    'plain' in file.secret
      ? Buffer.from(file.secret.plain, 'base64url')
      : await openByPassphrase(file.secret.box, await passphrase(), purpose(file.keyId))
  if (payload === null) throw new AppError('cli.passphrase-wrong', { path })
  const { pkcs8, extra } = JSON.parse(Buffer.from(payload).toString()) as { pkcs8: string; extra: Record<string, unknown> }
  const pair = await importPrivateKey(Buffer.from(pkcs8, 'base64url'))
  // The readable half of the file must belong to the secret half, or one key would be shown and another would sign.
  if (pair.keyId !== file.keyId || pair.publicKey !== file.publicKey)
    throw new AppError('cli.key-unreadable', { path, detail: 'its halves do not fit' })
  return { key: { keyId: file.keyId, publicKey: file.publicKey, name: file.name, createdAt: file.createdAt, pair }, extra }
}

function purpose(keyId: string): string {
  return `mainstay key ${keyId}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSecret(value: unknown): value is Secret {
  if (!isRecord(value)) return false
  if (typeof value['plain'] === 'string') return true
  const box = value['box']
  return (
    isRecord(box) &&
    box['kdf'] === 'scrypt' &&
    ['n', 'r', 'p'].every((field) => Number.isSafeInteger(box[field])) &&
    ['salt', 'nonce', 'ciphertext'].every((field) => typeof box[field] === 'string')
  )
}
