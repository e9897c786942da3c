/** Runs a Nagios plugin against the server, confined: 0 holds, 1 (warning) and 2 do not, 3 is not known; its first line is the evidence. */
import { spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProofCheck } from '@mainstay/contract/recovery'
import { sandboxUser } from '../sandbox/confinement.ts'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, cannot, holds, notYet, undecided } from './attempt.ts'
import { tryTcp } from './tcp.ts'

type PluginCheck = Extract<ProofCheck, { kind: 'plugin' }>

/** Where distributions put them; a check names one in there, so that a policy never runs anything else of this machine. */
const FOLDERS = ['/usr/lib/nagios/plugins', '/usr/lib64/nagios/plugins', '/usr/lib/monitoring-plugins', '/usr/local/libexec/nagios']
const WITHIN_MS = 60_000
const MAX_OUTPUT = 64 * 1024
const MEMORY_BYTES = 2 ** 30
const PORT = /\{port:(\d{1,5})\}/g

/** TCP ports of the server that its words ask for. */
export function pluginPorts({ command }: PluginCheck): number[] {
  return command.flatMap((word) => [...word.matchAll(PORT)].map(([, port]) => Number(port)).filter((port) => port >= 1 && port <= 65_535))
}

export async function tryPlugin(machine: Machine, check: PluginCheck, signal: AbortSignal): Promise<Attempt> {
  const [name, ...words] = check.command
  const path = await findPlugin(name)
  if (path === null) return cannot(`the plugin ${name} is not on this machine: apt-get install -y monitoring-plugins-basic`)
  for (const port of pluginPorts(check)) {
    if (!machine.ports.has(port)) return notYet(`port ${port} is not forwarded`)
    const open = await tryTcp(machine, port)
    if (open.kind !== 'holds') return open
  }
  const filled = words.map((word) =>
    word.replaceAll('{host}', '127.0.0.1').replace(PORT, (_, port: string) => String(machine.ports.get(Number(port)) ?? '')),
  )
  const ran = await runConfined([path, ...filled], signal)
  const said = ran.output.split('\n')[0]?.split('|')[0]?.trim().slice(0, 300) ?? ''
  const evidence = `${name}: ${said === '' ? `it said nothing and ended with ${ran.code ?? 'none'}` : said}`
  if (ran.code === 0 || (ran.code === 1 && check.warningPasses === true)) return holds(evidence)
  return ran.code === 1 || ran.code === 2 ? notYet(evidence) : undecided(evidence)
}

async function findPlugin(name: string): Promise<string | null> {
  for (const folder of FOLDERS) {
    const path = join(folder, name)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return null
}

/** As a user that exists for nothing else, without a way to new rights, and bounded; a plugin reads what the guest says. */
function runConfined(command: readonly string[], signal: AbortSignal): Promise<{ code: number | null; output: string }> {
  const user = sandboxUser()
  const becoming =
    user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
  const limits = [`--as=${MEMORY_BYTES}`, '--fsize=0', '--cpu=60', '--nofile=256', '--core=0']
  const words = ['setpriv', ...becoming, '--no-new-privs', '--pdeathsig=KILL', '--', 'prlimit', ...limits, '--', ...command]
  const [program = '', ...args] = words
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    const stop = (): void => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    const timer = setTimeout(stop, WITHIN_MS)
    signal.addEventListener('abort', stop, { once: true })
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (output.length < MAX_OUTPUT) output += chunk
    })
    const end = (code: number | null): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve({ code, output })
    }
    child.once('error', () => end(null))
    child.once('close', end)
    if (signal.aborted) stop()
  })
}
