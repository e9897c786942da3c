/** Starts our REST backend on a free port, in this process or, run as a program, in one of its own that a test can kill. */
import { createFolderStorage, createRestBackend, type RestBackendDeps } from '../../src/slices/recovery/index.ts'
import { pathToFileURL } from 'node:url'
import fastify, { type FastifyInstance } from 'fastify'

export const USERNAME = 'device'
export const CREDENTIAL = 'agent-credential'

export type RestServer = { app: FastifyInstance; port: number; url(repositoryId: string): string; close(): Promise<void> }

export async function startRestServer(root: string, options: Partial<RestBackendDeps> = {}): Promise<RestServer> {
  const app = fastify({ forceCloseConnections: true })
  const backend = createRestBackend({
    storage: createFolderStorage({ root }),
    authorise: async (username, password) => username === USERNAME && password === CREDENTIAL,
    reserveBytes: 0,
    ...options,
  })
  await app.register(backend, { prefix: '/restic' })
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  return { app, port, url: (id) => repositoryUrl(port, id), close: () => app.close() }
}

export function repositoryUrl(port: number, repositoryId: string): string {
  return `rest:http://${USERNAME}:${CREDENTIAL}@127.0.0.1:${port}/restic/${repositoryId}/`
}

const [, program, root] = process.argv
if (program !== undefined && root !== undefined && import.meta.url === pathToFileURL(program).href) {
  const server = await startRestServer(root)
  process.stdout.write(`${server.port}\n`)
}
