/** The whole command line against a server that it started itself: real processes, a data folder and a signing key of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClientSchema } from '@mainstay/contract/clients'
import { openSigner } from '../src/signer/open-signer.ts'
import { z } from 'zod'

export type Said = { code: number | null; out: string; err: string }
export type Running = { child: ChildProcess; ended: Promise<Said>; heard(pattern: RegExp): Promise<string> }
export type Installation = {
  folder: string
  url: string
  run(...args: string[]): Promise<Said>
  start(args: string[], env?: Record<string, string>): Running
  stop(): Promise<void>
}

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** With no device yet. */
export async function startInstallation(): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-cli-'))
  // The server is another user when root starts it.
  chmodSync(folder, 0o711)
  const env = { MAINSTAY_CONFIG_DIR: join(folder, 'config') }
  const served = runMainstay(['serve', '--data', join(folder, 'data'), '--port', '0', '--no-local-agent'], env)
  const url = (await served.heard(/^ready (\S+)$/m)).trim()
  const start: Installation['start'] = (args, more = {}) => runMainstay(args, { ...env, MAINSTAY_SERVER: url, ...more })
  return {
    folder,
    url,
    start,
    run: (...args) => start(args).ended,
    stop: async () => {
      served.child.kill('SIGTERM')
      await served.ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The command as a person's shell would start it. */
export function runMainstay(args: readonly string[], env: Record<string, string> = {}): Running {
  const { MAINSTAY_DATA_DIR: _data, MAINSTAY_SERVER: _server, ...inherited } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<Said>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
  return {
    child,
    ended,
    /** The first group of what it says, on whichever stream; an end before that is an error. */
    heard: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(out) ?? pattern.exec(err)
          if (found !== null) resolve(found[1] ?? found[0])
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        ended.then(({ code }) => reject(new Error(`ended with ${code}: ${err}`)), reject)
        look()
      }),
  }
}

/** What the schema that `mainstay schema NAME` prints says of a value: null, or the first thing that is wrong. */
export async function refusedBySchema(name: string, value: unknown): Promise<string | null> {
  const { code, out, err } = await runMainstay(['schema', name]).ended
  if (code !== 0) return err
  const parsed = z.fromJSONSchema(JSON.parse(out)).safeParse(value)
  return parsed.success ? null : parsed.error.message
}

/** A client without devices, made by the person whose key the server knows. */
export async function newClient(here: Installation, name = 'Acme'): Promise<string> {
  return (await signerOf(here).context.http('POST', '/signer/v1/clients', ClientSchema, { name, zone: 'Etc/UTC' })).id
}

export function signerOf({ folder, url }: Installation): ReturnType<typeof openSigner> {
  return openSigner({ configDir: join(folder, 'config'), serverUrl: url })
}
