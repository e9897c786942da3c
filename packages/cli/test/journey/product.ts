/** The real product as a person runs it: `mainstay serve`, the signer's commands, and agents by their install line; each thing in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentProgram } from '../../src/processes/agent-process.ts'

export type Product = {
  /** Everything it writes lies in here, and is removed at the end. */
  folder: string
  url: string
  /** The one-time link of the first sign-in. */
  firstSignIn: string
  /** Runs the command line with the owner's signing key, and gives what it printed. */
  mainstay(...args: string[]): Promise<string>
  /** Runs the line that `mainstay token` printed, as on another machine; `host`: under a name of its own, which only root can give. */
  install(line: string, host?: string): Agent
  stop(): Promise<void>
}
export type Agent = { stop(): Promise<void> }

const CONSOLE = join(import.meta.dirname, '../../../console/dist/index.html')
const MAIN = join(import.meta.dirname, '../../src/main.ts')
const READY_MS = 60_000

/** `environment`: settings of this one beside those of all. */
export async function startProduct(environment: Record<string, string> = {}): Promise<Product> {
  if (!existsSync(CONSOLE)) throw new Error('The console is not built. Run: npm test, or ./mainstay serve once')
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-journey-'))
  // The server runs as a user of its own and must be able to pass through.
  chmodSync(folder, 0o711)
  const running: ChildProcess[] = []
  // A colour or a debugger of the one who runs the tests is not for the product.
  const env = {
    ...process.env,
    MAINSTAY_CONFIG_DIR: join(folder, 'keys'),
    MAINSTAY_LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    ...environment,
  }
  const start = (command: string, args: string[]): ChildProcess => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.push(child)
    return child
  }
  const stop = async (): Promise<void> => {
    for (const child of running.splice(0).reverse()) await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const server = start(process.execPath, [MAIN, 'serve', '--data', join(folder, 'data'), '--port', '0', '--no-local-agent'])
    const [, url = '', firstSignIn = ''] = await printed(server, /^ready (\S+)\nfirst sign-in (\S+)$/m)
    return {
      folder,
      url,
      firstSignIn,
      mainstay: async (...args) => output(start(process.execPath, [MAIN, ...args, '--server', url]), `mainstay ${args[0]}`),
      install: (line, host) => {
        const [, ...args] = line.split(' ')
        const data = join(folder, `agent-${running.length}`)
        mkdirSync(data, { mode: 0o700 })
        const program = agentProgram()
        const [command = '', ...rest] = [...(host === undefined ? [] : named(host)), program.command, ...program.args, ...args]
        const child = start(command, [...rest, '--data', data])
        return { stop: () => end(child) }
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** In a namespace where the machine's name is another; the agent that follows takes the place of the shell. */
function named(host: string): string[] {
  return ['unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', host]
}

function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let [out, err] = ['', '']
    const fail = (why: string) => reject(new Error(`the server ${why}: ${err || 'it said nothing'}`))
    const timer = setTimeout(() => fail(`was not ready within ${READY_MS / 1000} s`), READY_MS)
    child.stderr?.on('data', (text) => (err += String(text)))
    child.stdout?.on('data', (text) => {
      out += String(text)
      const found = pattern.exec(out)
      if (found === null) return
      clearTimeout(timer)
      resolve(found)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`ended with exit ${code}`)
    })
  })
}

function output(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let [out, err] = ['', '']
    child.stdout?.on('data', (text) => (out += String(text)))
    child.stderr?.on('data', (text) => (err += String(text)))
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${name} ended with exit ${code}: ${err}`))))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
