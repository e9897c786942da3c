/** The signals that mean "stop": from a person at the keyboard, a service manager, or a terminal that was closed. */
import { readFileSync } from 'node:fs'

export function stopSignals(): NodeJS.Signals[] {
  return ignoresHangUp() ? ['SIGTERM', 'SIGINT'] : ['SIGTERM', 'SIGINT', 'SIGHUP']
}

/** Under `nohup` the closing of the terminal is to be ignored, and a handler of ours would undo that. */
function ignoresHangUp(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
    return (BigInt(`0x${mask}`) & 1n) === 1n
  } catch {
    return false
  }
}
