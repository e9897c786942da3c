/** Runs the command line in this process, with a configuration folder of its own, and keeps what it said. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../src/main.ts'

export type Ran = { code: number; out: string; err: string; json: () => Record<string, unknown> }
export type Terminal = {
  folder: string
  /** Answers to questions, in order; none: nobody is at the terminal. */
  answers: string[]
  run(...args: string[]): Promise<Ran>
  remove(): void
}

export function openTerminal(env: Record<string, string> = {}): Terminal {
  const root = mkdtempSync(join(tmpdir(), 'mainstay-cli-'))
  const folder = join(root, 'config')
  const answers: string[] = []
  return {
    folder,
    answers,
    remove: () => rmSync(root, { recursive: true }),
    async run(...args) {
      let [out, err] = ['', '']
      const code = await runCli(args, {
        env: { MAINSTAY_CONFIG_DIR: folder, ...env },
        out: (text) => {
          out += text
        },
        err: (text) => {
          err += text
        },
        ask: answers.length === 0 ? null : async () => answers.shift() ?? '',
      })
      return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
    },
  }
}
