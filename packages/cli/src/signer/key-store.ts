/** The one signing key of a person on this machine: made, shown, opened, moved away, brought in. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeyPair } from '@mainstay/envelope'
import { AppError } from '@mainstay/kernel'
import { exists, readPrivate, removePrivate, writePrivate } from './config-folder.ts'
import { formatKeyFile, type KeyInfo, type LocalKey, parseKeyFile, unlockKeyFile } from './key-file.ts'
import type { Passphrases } from './passphrase.ts'

export type ShownKey = KeyInfo & { file: string; protection: 'none' | 'passphrase' }

function keyPath(folder: string): string {
  return join(folder, 'signing-key.json')
}

/** What can be known without the passphrase; null when there is no key. */
export async function readKeyInfo(folder: string): Promise<ShownKey | null> {
  const path = keyPath(folder)
  const text = await readPrivate(path)
  if (text === null) return null
  const { keyId, publicKey, name, createdAt, secret } = parseKeyFile(text, path)
  return { keyId, publicKey, name, createdAt, file: path, protection: 'plain' in secret ? 'none' : 'passphrase' }
}

export async function createKey(folder: string, of: { name: string; passphrase: string | null; now: Date }): Promise<LocalKey> {
  if (await exists(keyPath(folder))) throw new AppError('cli.key-exists', { folder })
  const pair = await generateKeyPair()
  const key: LocalKey = { keyId: pair.keyId, publicKey: pair.publicKey, name: of.name, createdAt: of.now.toISOString(), pair }
  await writePrivate(keyPath(folder), await formatKeyFile(key, of.passphrase), { replace: false })
  return key
}

export async function openKey(folder: string, passphrases: Pick<Passphrases, 'existing'>): Promise<LocalKey> {
  const path = keyPath(folder)
  const text = await readPrivate(path)
  if (text === null) throw new AppError('cli.no-key', { folder })
  return (await unlockKeyFile(parseKeyFile(text, path), path, passphrases.existing)).key
}

/** Wraps the key by another passphrase, or by none. */
export async function rewrapKey(folder: string, key: LocalKey, passphrase: string | null): Promise<void> {
  await writePrivate(keyPath(folder), await formatKeyFile(key, passphrase), { replace: true })
}

/** Writes the bundle and reads it back; only a bundle that opens lets the key here go (`removeKey`). */
export async function exportBundle(key: LocalKey, to: string, passphrase: string, extra: Record<string, unknown>): Promise<void> {
  if (await exists(to)) throw new AppError('cli.file-exists', { path: to })
  const file = await open(to, 'wx+', 0o600)
  try {
    await file.writeFile(await formatKeyFile(key, passphrase, extra))
    await file.sync()
    const back = Buffer.alloc((await file.stat()).size)
    await file.read(back, 0, back.length, 0)
    await unlockKeyFile(parseKeyFile(back.toString(), to), to, async () => passphrase)
  } finally {
    await file.close()
  }
}

export async function removeKey(folder: string): Promise<void> {
  await removePrivate(keyPath(folder))
}

/** Brings a bundle in. The key stays wrapped by the bundle's passphrase. */
export async function importBundle(
  folder: string,
  of: { text: string; from: string; passphrase: string },
): Promise<{ key: LocalKey; extra: Record<string, unknown> }> {
  if (await exists(keyPath(folder))) throw new AppError('cli.key-exists', { folder })
  const opened = await unlockKeyFile(parseKeyFile(of.text, of.from), of.from, async () => of.passphrase)
  await writePrivate(keyPath(folder), await formatKeyFile(opened.key, of.passphrase), { replace: false })
  return opened
}
