/** `mainstay serve` and `start`: the platform on this machine, in one process tree, with this machine as its first device. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ROLE_NAMES } from '@mainstay/contract'
import { makeFolder } from '@mainstay/server/make-folder'
import { type Command, InvalidArgumentError } from 'commander'
import type { Io } from '../io.ts'
import { usage } from '../outcome.ts'
import { firstStart } from '../processes/first-start.ts'
import { foldersOf } from '../processes/folders.ts'
import { givenUp, keepServer } from '../processes/kept-server.ts'
import { prepareServerFolder, serverUser } from '../processes/server-user.ts'
import { stopSignals } from '../processes/stop-signals.ts'
import { watchThisMachine } from '../processes/this-machine.ts'
import { configFolder } from '../signer/config-folder.ts'
import { openSigner } from '../signer/open-signer.ts'
import { passphrasesFrom } from '../signer/passphrase.ts'

type ServeOptions = {
  data?: string
  listen: string
  port: number
  tlsCert?: string
  tlsKey?: string
  publicUrl?: string
  trustedProxy?: string[]
  roles?: string[]
  localAgent: boolean
}

export function registerServe(program: Command, io: Io): void {
  for (const name of ['serve', 'start']) {
    program
      .command(name, name === 'start' ? { hidden: true } : {})
      .description('run the platform, with this machine as its first device')
      .option('--data <dir>', `where everything is kept (default: ${foldersOf(undefined, io.env).root})`)
      .option('--listen <host>', 'the address to listen on', '127.0.0.1')
      .option('--port <n>', 'the port', portNumber, 8420)
      .option('--tls-cert <file>', 'certificate chain, PEM')
      .option('--tls-key <file>', 'its private key, PEM')
      .option('--public-url <url>', 'the address under which people and agents reach it', webAddress)
      .option('--trusted-proxy <list>', 'proxies in front, as addresses or networks, when they are not on this machine', (text: string) =>
        text.split(','),
      )
      .option('--roles <list>', `what this instance does, of ${ROLE_NAMES.join(',')}`, roleNames)
      .option('--no-local-agent', 'do not watch this machine itself')
      .action(async (options: ServeOptions) => {
        process.exitCode = await serve(io, options)
      })
  }
}

function webAddress(text: string): string {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw usage(`--public-url is an address as https://help.example.com, not ${text}`)
  return text
}

function roleNames(text: string): string[] {
  const roles = text.split(',')
  const unknown = roles.find((role) => !ROLE_NAMES.some((known) => known === role))
  if (unknown !== undefined) throw usage(`--roles is a list of ${ROLE_NAMES.join(', ')}, without "${unknown}"`)
  return roles
}

async function serve(io: Io, options: ServeOptions): Promise<number> {
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) throw usage('--tls-cert and --tls-key go together')
  const folders = foldersOf(options.data, io.env)
  const user = serverUser()
  const fresh = !existsSync(folders.root)
  makeFolder(folders.root, 0o711)
  prepareServerFolder(folders.server, user)
  const configDir = configFolder(io.env)
  const anew = !existsSync(join(folders.server, 'master.key')) && io.env['MAINSTAY_MASTER_KEY_FILE'] === undefined
  const before = openSigner({ configDir, serverUrl: 'http://127.0.0.1', passphrases: passphrasesFrom(io) })
  const key = await before.ensureOwnerKey()
  if (key.created)
    io.err(
      `Your signing key was made: ${configDir}. Only with it can anyone command the machines. Keep it safe; "mainstay key move" takes it to another machine.\n`,
    )
  const stopping = new AbortController()
  const stopAsked = new Promise<void>((done) => {
    for (const signal of stopSignals())
      process.on(signal, () => {
        stopping.abort()
        done()
      })
  })
  const server = await firstStart(folders, fresh, () =>
    keepServer(
      {
        dataFolder: folders.server,
        host: options.listen,
        port: options.port,
        tls:
          options.tlsCert !== undefined && options.tlsKey !== undefined
            ? { certFile: resolve(options.tlsCert), keyFile: resolve(options.tlsKey) }
            : null,
        ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
        ...(options.trustedProxy === undefined ? {} : { trustedProxies: options.trustedProxy }),
        ...(options.roles === undefined ? {} : { roles: options.roles }),
        owner: { publicKey: key.publicKey, name: key.name, onServerMachine: true },
      },
      io,
      user,
      stopping.signal,
    ),
  ).catch((error: unknown) => {
    if (stopping.signal.aborted) return null
    throw error
  })
  if (server === null) return 0
  io.out(`ready ${server.url}\n`)
  if (server.firstSignIn !== null) io.out(`first sign-in ${server.firstSignIn}\n`)
  const signer = openSigner({ configDir, serverUrl: server.url, passphrases: passphrasesFrom(io) })
  // This start made the server, so its identity is known first hand: one that an earlier server had is of no use any more.
  if (anew && (await signer.context.pins.forgetServer()))
    io.err(`The server was set up anew just now: the identity of the earlier one was forgotten (${configDir}/server.json).\n`)
  const agent = options.localAgent ? await watchThisMachine(io, signer, { agentFolder: folders.agent, serverUrl: server.url }) : null
  const ended = await Promise.race([stopAsked.then(() => null), server.gaveUp])
  await agent?.stop()
  if (ended === null) return server.stop()
  io.err(await givenUp(ended, folders.server))
  return ended.code === 0 ? 1 : ended.code
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('it is a number from 0 to 65535.')
  return port
}
