/** Asks the exact solver in a thread of its own, within a time limit that holds whatever the solver does. */
import { Worker } from 'node:worker_threads'
import type { ExactAnswer, ExactProblem } from './problem.ts'

/** The solver looks at its own clock; this is for when it does not. */
const GRACE_SECONDS = 10
const NOTHING: ExactAnswer = { assignment: null, value: null, bound: null, proven: false, impossible: false }

/** Nothing known when the time is over before anything was found. */
export function solveExactly(problem: ExactProblem): Promise<ExactAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./solve.worker.ts', import.meta.url), { workerData: problem, stdout: true })
    const end = setTimeout(() => done(NOTHING), (problem.seconds + GRACE_SECONDS) * 1000)
    function done(answer: ExactAnswer): void {
      clearTimeout(end)
      void worker.terminate()
      resolve(answer)
    }
    worker.once('message', (answer: ExactAnswer) => done(answer))
    worker.once('error', (error) => {
      clearTimeout(end)
      reject(error)
    })
  })
}
