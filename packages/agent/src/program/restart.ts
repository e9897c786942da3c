/** Begins this program anew in the same process (execve): same pid, so no supervisor notices, and fresh memory. */
import { thisProgram } from '../runtime/program.ts'

/** Returns only where the system cannot do it (Windows): then the caller goes on as it is. */
export function restartInPlace(args: string[], env: NodeJS.ProcessEnv): void {
  if (process.platform === 'win32' || typeof process.execve !== 'function') return
  const { command, args: own } = thisProgram()
  process.execve(command, [command, ...own, ...args], env)
}
