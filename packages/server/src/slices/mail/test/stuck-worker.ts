/** In place of the scoring thread, for tests: the first letter of a message says what becomes of the thread. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', ({ raw }: { raw: Uint8Array }) => {
  const letter = String.fromCharCode(raw[0] ?? 0)
  if (letter === 'h') for (;;);
  if (letter === 'e') throw new Error('broke on this message')
  if (letter === 'm') fill()
  parentPort?.postMessage({ verdict: 'deliver', score: raw.length, reasons: [] })
})

parentPort?.postMessage('ready')

function fill(): void {
  const kept: string[][] = []
  for (;;) kept.push(Array.from({ length: 100_000 }, (_, n) => `${n} ${kept.length}`))
}
