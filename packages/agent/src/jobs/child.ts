/** The child's side of a job: reads its input, stops when the parent is gone, prints its output. */

export type Job = (input: unknown, signal: AbortSignal) => Promise<unknown>

/** Runs the job and gives the exit code. Standard input stays open as long as the parent lives. */
export async function runChild(job: Job): Promise<number> {
  const stop = new AbortController()
  const input = await firstLine(() => stop.abort())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort())
  const output = await job(JSON.parse(input), stop.signal)
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(`${JSON.stringify(output)}\n`, (error) => (error ? reject(error) : resolve())),
  )
  return 0
}

function firstLine(onEnd: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    process.stdin.on('end', () => {
      reject(new Error('no input came'))
      onEnd()
    })
  })
}
