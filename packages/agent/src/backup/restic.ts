/** Finds restic, checks that it is the one the policy pins, and runs it; secrets go by its environment, never by its arguments. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { createResticReader, type ResticEnd } from './restic-output.ts'

/** Beside the agent, else where MAINSTAY_RESTIC points, else on the PATH. Null when there is none. */
export function findRestic(env: NodeJS.ProcessEnv, agentPath: string): string | null {
  const name = process.platform === 'win32' ? 'restic.exe' : 'restic'
  const onPath = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const places = [join(dirname(agentPath), name), env.MAINSTAY_RESTIC, ...onPath.map((folder) => join(folder, name))]
  return places.find((place) => place !== undefined && place !== '' && existsSync(place)) ?? null
}

/** Throws `agent.program-not-pinned` when the program is another one than the signed policy names. */
export async function checkPinned(path: string, pinned: string | null): Promise<void> {
  if (pinned === null) return
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  const found = hash.digest('hex')
  if (found !== pinned) throw new AppError('agent.program-not-pinned', { path, found, pinned })
}

export type ResticAccess = { program: string; repository: string; password: string; cache: string; caFile: string | null }

/** restic gets what it needs and nothing else of this process's environment. */
export function resticEnvironment(access: ResticAccess, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot, TEMP } = env
  const kept = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, SystemRoot, TEMP }).filter(([, value]) => value !== undefined))
  return {
    ...kept,
    RESTIC_REPOSITORY: access.repository,
    RESTIC_PASSWORD: access.password,
    RESTIC_CACHE_DIR: access.cache,
    RESTIC_PROGRESS_FPS: '0.2',
    ...(access.caFile === null ? {} : { RESTIC_CACERT: access.caFile }),
  }
}

/** `rest:https://user:password@host/path/`, as restic wants it. */
export function repositoryUrl(server: string, answer: { path: string; username: string; password: string }): string {
  const url = new URL(answer.path, `${server}/`)
  if (url.origin !== new URL(server).origin) throw new AppError('agent.no-repository', { reason: 'it lies on another server' })
  url.username = answer.username
  url.password = answer.password
  return `rest:${url.href.endsWith('/') ? url.href : `${url.href}/`}`
}

export type RunRestic = (args: string[]) => Promise<ResticEnd & { stdout: string }>

const MOST_KEPT = 64 * 1024
const GRACE_MS = 10_000

export function createRunRestic(access: ResticAccess, env: NodeJS.ProcessEnv, signal: AbortSignal): RunRestic {
  const environment = resticEnvironment(access, env)
  return (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(access.program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
      const [out, bad] = [createResticReader(), createResticReader()]
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        out.push(chunk)
        stdout = (stdout + chunk).slice(-MOST_KEPT)
      })
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        bad.push(chunk)
        stderr = (stderr + chunk).slice(-MOST_KEPT)
      })
      const stop = (): void => {
        child.kill('SIGINT')
        setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
      }
      signal.addEventListener('abort', stop)
      child.on('error', reject)
      child.on('close', (exitCode) => {
        signal.removeEventListener('abort', stop)
        const { summary, errors } = out.end()
        const said = [...errors, ...bad.end().errors]
        resolve({ exitCode, summary, errors: said.length > 0 ? said : plainErrors(stderr, access), stdout })
      })
      if (signal.aborted) stop()
    })
}

/** Older versions say on stderr, in words, what went wrong; the last lines say most. The address in them holds a password. */
function plainErrors(stderr: string, access: ResticAccess): string[] {
  const clean = stderr.replaceAll(access.password, '***').replace(/\/\/[^/@\s]*:[^/@\s]*@/g, '//')
  return clean
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-5)
    .map((line) => line.slice(0, 500))
}
