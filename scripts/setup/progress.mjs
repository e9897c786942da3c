// Tells on stderr what the set-up does, with the seconds since it began; stdout belongs to the program that follows.
import { performance } from 'node:perf_hooks'

/** @param {string} text */
export function say(text) {
  process.stderr.write(`[${(performance.now() / 1000).toFixed(1).padStart(6)} s] ${text}\n`)
}
