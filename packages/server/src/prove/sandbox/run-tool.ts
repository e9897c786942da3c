/** Runs one of the small programs around QEMU (qemu-img, mke2fs, debugfs) to its end, and gives what it said. */
import { spawn } from 'node:child_process'

export type ToolRun = { kind: 'done'; output: Buffer } | { kind: 'failed'; detail: string } | { kind: 'missing' } | { kind: 'stopped' }

const MAX_OUTPUT = 64 * 1024 * 1024
const MAX_ERROR = 4000
/** mke2fs and debugfs lie where only root looks. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`

export async function runTool(
  command: readonly [string, ...string[]],
  o: { signal: AbortSignal; input?: string; cwd?: string; env?: Record<string, string> },
): Promise<ToolRun> {
  if (o.signal.aborted) return { kind: 'stopped' }
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: o.cwd, env: { PATH, LC_ALL: 'C', ...o.env }, stdio: ['pipe', 'pipe', 'pipe'] })
  const stop = () => void child.kill('SIGKILL')
  o.signal.addEventListener('abort', stop, { once: true })
  const output: Buffer[] = []
  let bytes = 0
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MAX_OUTPUT) output.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-MAX_ERROR)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(o.input ?? '')
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (o.signal.aborted) return { kind: 'stopped' }
    return code === 0
      ? { kind: 'done', output: Buffer.concat(output) }
      : { kind: 'failed', detail: errors.trim() || `${program} gave ${code}` }
  } catch {
    return { kind: 'missing' }
  } finally {
    o.signal.removeEventListener('abort', stop)
  }
}
