/** Starts the local agent: the compiled program where it was built, else the same from its sources. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Io } from '../io.ts'
import { stopChild } from './server-process.ts'

export type AgentProcess = { pid: number; exited: Promise<number>; stop(): Promise<number> }

export type AgentProgram = { command: string; args: string[]; compiled: boolean }

export function agentProgram(): AgentProgram {
  const sources = dirname(fileURLToPath(import.meta.resolve('@mainstay/agent')))
  const compiled = join(sources, '..', 'dist', `${process.platform}-${process.arch}`, 'mainstay-agent')
  if (existsSync(compiled)) return { command: compiled, args: [], compiled: true }
  return { command: process.execPath, args: [join(sources, 'main.ts')], compiled: false }
}

/** `token` only at the first run: afterwards the agent knows who it is. */
export function startAgent(
  o: { serverUrl: string; token: string | null; dataFolder: string; onLog: (line: string) => void },
  io: Io,
): AgentProcess {
  const { command, args } = agentProgram()
  const given = ['run', '--server', o.serverUrl, '--data', o.dataFolder, ...(o.token === null ? [] : ['--token', o.token])]
  const child = spawn(command, [...args, ...given], { stdio: ['ignore', 'ignore', 'pipe'], env: agentEnvironment(io.env) })
  let rest = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') o.onLog(line)
  })
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
    child.once('error', () => resolve(127))
  })
  return { pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited) }
}

/** What is the person's own, the signing key, is no business of an agent. */
export function agentEnvironment(env: Io['env']): NodeJS.ProcessEnv {
  const { MAINSTAY_CONFIG_DIR: _config, MAINSTAY_KEY_PASSPHRASE_FILE: _passphrase, ...rest } = env
  return rest
}
