// Runs a program to its end and gives back its exit code and what it wrote.
import { spawn } from 'node:child_process'

/**
 * @typedef {{ code: number | null, stdout: string, stderr: string }} Result `code` is null when the program does not exist or was killed
 */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Result>}
 */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    process.once('SIGTERM', stop).once('SIGINT', stop)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    /** @param {number | null} code */
    const finish = (code) => {
      process.removeListener('SIGTERM', stop).removeListener('SIGINT', stop)
      done({ code, stdout, stderr })
    }
    child.once('error', (error) => {
      stderr += error.message
      finish(null)
    })
    child.once('close', finish)
  })
}
