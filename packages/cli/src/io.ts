/** What a command may touch of the world around it: streams, environment, and a person at a terminal, if there is one. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

export type Io = {
  env: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  /** Asks the person; null where nobody can answer. `hidden` shows nothing of what is typed. */
  ask: ((question: string, options?: { hidden?: boolean }) => Promise<string>) | null
}

export function processIo(): Io {
  return {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : null,
  }
}

/** Questions go to stderr: stdout belongs to the answer. */
async function askTerminal(question: string, { hidden = false } = {}): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (hidden) process.stderr.write('\n')
  }
}
