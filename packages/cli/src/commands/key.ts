/** `mainstay key`: the signing key of this person on this machine. */
import { readFile } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import type { SignersAnswer } from '@mainstay/contract/trust'
import { AppError } from '@mainstay/kernel'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { configFolder } from '../signer/config-folder.ts'
import { createKey, exportBundle, importBundle, openKey, readKeyInfo, removeKey, rewrapKey, type ShownKey } from '../signer/key-store.ts'
import { passphrasesFrom } from '../signer/passphrase.ts'
import { openPins } from '../signer/pins.ts'
import { type SigningOptions, signerFrom, withJson, withServer } from './signing-options.ts'

/** Keys are named by options, never by arguments: one in 64 starts with a dash. */
export function registerKey(program: Command, io: Io): void {
  const key = program.command('key').description('the key with which you sign commands; the server never holds it')
  withJson(key.command('show').description('what this machine has')).action((options) => showKey(io, options))
  withJson(key.command('new').description('make a signing key'))
    .option('--name <name>', 'the name colleagues see', defaultName())
    .option('--passphrase', 'wrap it by a passphrase')
    .action((options) => newKey(io, options))
  withJson(key.command('passphrase').description('wrap the key by a new passphrase'))
    .option('--remove', 'keep it without one')
    .action((options) => changePassphrase(io, options))
  withServer(key.command('move').description('take the key to another machine: writes a wrapped bundle, removes it here'))
    .requiredOption('--to <file>', 'where to write the bundle')
    .action((options) => moveKey(io, options))
  withJson(key.command('import').description('bring in a bundle of "key move"').argument('<file>')).action((file, options) =>
    importKey(io, file, options),
  )
  withServer(key.command('distrust').description('shut a key out of the server'))
    .requiredOption('--key <keyId>', 'its key id')
    .action(async (options) => showSigners(io, options, await (await signerFrom(io, options)).revokeSigner(options.key)))
  withServer(key.command('trust').description("let a colleague's key talk to the server"))
    .requiredOption('--key <publicKey>', 'as "mainstay key show" prints it on the other machine')
    .requiredOption('--name <name>', 'whose it is')
    .action(async (options) =>
      showSigners(io, options, await (await signerFrom(io, options)).trustSigner({ publicKey: options.key, name: options.name })),
    )
}

async function showKey(io: Io, options: { json?: boolean }): Promise<void> {
  show(io, options.json, described(await infoOf(io)))
}

async function newKey(io: Io, options: { name: string; passphrase?: boolean; json?: boolean }): Promise<void> {
  if (options.name === '' || options.name.length > 100) throw usage('a name has 1 to 100 characters')
  const passphrase = options.passphrase ? await passphrasesFrom(io).fresh() : null
  await createKey(configFolder(io.env), { name: options.name, passphrase, now: new Date() })
  show(io, options.json, described(await infoOf(io)))
}

async function changePassphrase(io: Io, options: { remove?: boolean; json?: boolean }): Promise<void> {
  const folder = configFolder(io.env)
  const passphrases = passphrasesFrom(io)
  const { protection } = await infoOf(io)
  if (protection === 'passphrase' && !options.remove && io.ask === null) {
    throw usage('the key has a passphrase already; without a terminal, remove it first (--remove), then set the new one')
  }
  const key = await openKey(folder, passphrases)
  await rewrapKey(folder, key, options.remove ? null : await passphrases.fresh())
  show(io, options.json, described(await infoOf(io)))
}

/** In this order: bundle written and proven to open, server told, key removed. Nothing is lost wherever it stops. */
async function moveKey(io: Io, options: SigningOptions & { to: string }): Promise<void> {
  const folder = configFolder(io.env)
  const passphrases = passphrasesFrom(io)
  const key = await openKey(folder, passphrases)
  await exportBundle(key, options.to, await passphrases.fresh(), await openPins(folder).export())
  const serverTold = await tellServer(io, options)
  await removeKey(folder)
  const told = serverTold
    ? ''
    : '\nThe server could not be told, so the console goes on showing amber until the key signs from its new place.'
  const text = `The key ${key.keyId} is in ${options.to}, wrapped by the passphrase, and no longer on this machine.
Take the file to the other machine, run "mainstay key import" there, and delete the file here.${told}`
  show(io, options.json, { json: { keyId: key.keyId, bundle: options.to, serverTold }, text })
}

async function tellServer(io: Io, options: SigningOptions): Promise<boolean> {
  try {
    await (await signerFrom(io, options)).reportKeyPlace(false)
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    io.err(`mainstay: ${error.message}\n`)
    return false
  }
}

async function importKey(io: Io, file: string, options: { json?: boolean }): Promise<void> {
  const folder = configFolder(io.env)
  const text = await readFile(file, 'utf8').catch(() => {
    throw usage(`${file} cannot be read`)
  })
  const { extra } = await importBundle(folder, { text, from: file, passphrase: await passphrasesFrom(io).existing() })
  const pins = openPins(folder)
  await pins.import(extra)
  const server = await pins.server()
  // Over loopback this is (or may be) the server's own machine, and amber is right.
  if (server !== null && !isLoopback(server.url)) await tellServer(io, { server: server.url })
  show(io, options.json, described(await infoOf(io)))
}

function showSigners(io: Io, options: SigningOptions, answer: SignersAnswer): void {
  const text = answer.signers.map((one) => `${one.keyId}  ${one.name}${one.revokedAt === null ? '' : '  (revoked)'}`).join('\n')
  show(io, options.json, { json: answer, text })
}

async function infoOf(io: Io): Promise<ShownKey> {
  const folder = configFolder(io.env)
  const info = await readKeyInfo(folder)
  if (info === null) throw new AppError('cli.no-key', { folder })
  return info
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
}

function described(info: ShownKey) {
  const protection =
    info.protection === 'none' ? 'no passphrase: whoever reads the file can sign (mainstay key passphrase)' : 'wrapped by a passphrase'
  const rows = [`key id      ${info.keyId}`, `public key  ${info.publicKey}`, `name        ${info.name}`, `made        ${info.createdAt}`]
  return { json: info, text: [...rows, `file        ${info.file}`, `protection  ${protection}`].join('\n') }
}

function defaultName(): string {
  return `${userInfo().username}@${hostname()}`.slice(0, 100)
}
