/** The real server as a process of its own, to be loaded through HTTP and killed. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export type ServerProcess = {
  url: string
  pid: number
  setupToken: string | null
  /** Everything it has logged so far, a JSON line each. */
  log(): string
  kill(): Promise<void>
  stop(): Promise<number | null>
}

type Options = { dataFolder: string; environment: Record<string, string>; port?: number }

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** Rejects with what it said when it ends before it is ready. */
export async function startServerProcess({ dataFolder, environment, port = 0 }: Options): Promise<ServerProcess> {
  const { MAINSTAY_DATABASE_URL: _url, MAINSTAY_MASTER_KEY_FILE: _key, ...inherited } = process.env
  const child = spawn(process.execPath, [MAIN, JSON.stringify({ dataFolder, port })], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  let [out, err] = ['', '']
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const ready = /^ready (\S+)$/m.exec(out)?.[1]
      if (ready !== undefined) resolve(ready)
    })
    exited.then((code) => reject(new Error(`the server ended with ${code}: ${err.slice(-2000)}`)), reject)
  })
  return {
    url,
    pid: child.pid ?? 0,
    setupToken: /\/setup#(\S+)/.exec(out)?.[1] ?? null,
    log: () => err,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      return exited
    },
  }
}
