/** Starts a child with its input and output as pipes; in Bun by Bun's own call, which costs the resident four megabytes less than Node's streams. */

export type Child = {
  write(text: string): void
  /** Ends the input, which asks the child to stop. */
  closeInput(): void
  kill(): void
  /** Settles when the child has ended and its output is read; output beyond `longest` characters is cut off. */
  ended: Promise<{ code: number | null; signal: string | null; output: string }>
}

export type StartChild = (command: string[], env: NodeJS.ProcessEnv, longest: number) => Promise<Child>

/** Standard error is the parent's own. */
export const startChild: StartChild = async (command, env, longest) => {
  const spawn = bunSpawn()
  return spawn === null ? byNode(command, env, longest) : byBun(spawn, command, env, longest)
}

/** As much of Bun's `spawn` as is used here. */
type BunProcess = {
  stdin: { write(text: string): unknown; flush(): unknown; end(): unknown }
  stdout: ReadableStream<Uint8Array>
  exited: Promise<number>
  exitCode: number | null
  signalCode: string | null
  kill(signal: string): void
}
type BunSpawn = (command: string[], options: Record<string, unknown>) => BunProcess

function bunSpawn(): BunSpawn | null {
  const bun: { spawn?: BunSpawn } | undefined = Reflect.get(globalThis, 'Bun')
  return bun?.spawn ?? null
}

function byBun(spawn: BunSpawn, command: string[], env: NodeJS.ProcessEnv, longest: number): Child {
  const child = spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit', env, windowsHide: true })
  const read = readAll(child.stdout, longest)
  return {
    write(text) {
      child.stdin.write(text)
      child.stdin.flush()
    },
    closeInput: () => void child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
    ended: read.then(async (output) => {
      await child.exited
      return { code: child.signalCode === null ? child.exitCode : null, signal: child.signalCode, output }
    }),
  }
}

async function readAll(stream: ReadableStream<Uint8Array>, longest: number): Promise<string> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let output = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return output + decoder.decode()
    if (output.length < longest) output += decoder.decode(value, { stream: true })
  }
}

async function byNode([program = '', ...args]: string[], env: NodeJS.ProcessEnv, longest: number): Promise<Child> {
  const { spawn } = await import('node:child_process')
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env, windowsHide: true })
  // A child that ended early no longer reads; how it ended says the rest.
  child.stdin.on('error', () => undefined)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (output.length < longest) output += chunk
  })
  const ended = new Promise<{ code: number | null; signal: string | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
  return {
    write: (text) => void child.stdin.write(text),
    closeInput: () => void child.stdin.end(),
    kill: () => void child.kill('SIGKILL'),
    ended,
  }
}
