/** How this program starts itself again: compiled, it is one file; from its sources, Node and `main.ts`. */
import { fileURLToPath } from 'node:url'

export type Program = { command: string; args: string[] }

export function isCompiled(): boolean {
  return import.meta.url.includes('$bunfs') || import.meta.url.includes('~BUN')
}

export function thisProgram(): Program {
  if (isCompiled()) return { command: process.execPath, args: [] }
  return { command: process.execPath, args: [fileURLToPath(new URL('../main.ts', import.meta.url))] }
}

/** The environment of a child: without what only the resident process wants, and without tokens. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { BUN_JSC_useJIT: _jit, MAINSTAY_TOKEN: _token, ...rest } = env
  return rest
}
