/** The options that all commands for signing share, and how they find the key and the server. */
import { AppError, isId } from '@mainstay/kernel'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { usage } from '../outcome.ts'
import { configFolder } from '../signer/config-folder.ts'
import { type LocalSigner, openSigner } from '../signer/open-signer.ts'
import { passphrasesFrom } from '../signer/passphrase.ts'
import { openPins } from '../signer/pins.ts'

export type SigningOptions = { server?: string; json?: boolean }

export function withServer(command: Command): Command {
  return withJson(command.option('--server <url>', 'the server (default: MAINSTAY_SERVER, else the one used last)'))
}

export function withJson(command: Command): Command {
  return command.option('--json', 'one JSON document on stdout')
}

export async function signerFrom(io: Io, options: SigningOptions): Promise<LocalSigner> {
  const configDir = configFolder(io.env)
  const serverUrl = options.server ?? io.env['MAINSTAY_SERVER'] ?? (await openPins(configDir).server())?.url
  if (serverUrl === undefined || serverUrl === '') throw new AppError('cli.no-server')
  if (!URL.canParse(serverUrl) || !/^https?:$/.test(new URL(serverUrl).protocol)) throw usage(`${serverUrl} is not an address of a server`)
  return openSigner({ configDir, serverUrl: serverUrl.replace(/\/+$/, ''), passphrases: passphrasesFrom(io) })
}

export function clientId(value: string): string {
  const id: unknown = value
  if (!isId(id)) throw usage(`${value} is not the id of a client`)
  return value
}
