// Turns what npm, apt-get and the builds print on failure into one line that says what to do.
import { SetupError } from './setup-error.mjs'

/** @typedef {import('./run.mjs').Result} Result */

const diskFull = /ENOSPC|No space left on device|enough free space/
const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|Could not resolve|Temporary failure resolving|Failed to fetch|Unable to connect|Network is unreachable/

/** @param {Result} result */
export function explainNpmFailure(result) {
  const text = result.stderr + result.stdout
  if (result.code === null && text.includes('ENOENT'))
    return new SetupError('npm is missing', 'install npm beside Node, for example: sudo apt-get install npm')
  if (diskFull.test(text))
    return new SetupError('the disk is full: npm packages need about 1 GB', 'free space on the disk of this checkout and start again')
  if (noNetwork.test(text))
    return new SetupError(
      'npm cannot reach its registry',
      'check the network, or the proxy and registry in your npm configuration, and start again',
    )
  if (/EACCES|EPERM|EROFS/.test(text)) return new SetupError('npm may not write to this checkout', 'make its folder writable for this user')
  if (/process terminated|SIGTERM|SIGINT/.test(text))
    return new SetupError('npm was stopped before it had installed everything', 'start again')
  if (/EUSAGE|in sync/.test(text))
    return new SetupError(
      'package.json and package-lock.json disagree',
      'run "npm install --ignore-scripts" and "npm run lock:complete", and commit the lock file',
    )
  if (/EINTEGRITY/.test(text))
    return new SetupError('a downloaded npm package is not the one the lock file names', 'run "npm cache verify" and start again')
  return new SetupError(`npm ci failed: ${firstLine(text, /npm (?:error|ERR!)/)}`, 'run "npm ci --ignore-scripts" to see all it says')
}

/** @param {Result} result @param {string[]} packages */
export function explainAptFailure(result, packages) {
  const text = result.stderr + result.stdout
  const names = packages.join(' ')
  if (/Could not get lock|is another process using it|Unable to (?:acquire|lock)/.test(text)) {
    return new SetupError(
      `apt-get could not install ${names}: another program is installing packages`,
      'wait until it ends and start again',
    )
  }
  if (/dpkg was interrupted/.test(text))
    return new SetupError(
      `apt-get could not install ${names}: an earlier installation was interrupted`,
      'run "dpkg --configure -a" and start again',
    )
  if (diskFull.test(text))
    return new SetupError(`apt-get could not install ${names}: the disk is full`, 'free space on the disk of /usr and /var and start again')
  if (noNetwork.test(text))
    return new SetupError(
      `apt-get could not install ${names}: its servers cannot be reached`,
      'check the network and the sources in /etc/apt, and start again',
    )
  return new SetupError(
    `apt-get could not install ${names}: ${firstLine(text, /^E:/)}`,
    `run "apt-get install ${names}" to see all it says`,
  )
}

/** @param {string} what @param {Result} result */
export function explainBuildFailure(what, result) {
  const text = result.stdout + result.stderr
  if (diskFull.test(text))
    return new SetupError(`building ${what} failed: the disk is full`, 'free space on the disk of this checkout and start again')
  return new SetupError(`building ${what} failed:\n${text.trim()}\n${what}`, 'correct the sources that the message names')
}

/** @param {string} text @param {RegExp} preferred */
function firstLine(text, preferred) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.find((line) => preferred.test(line)) ?? lines[0] ?? 'it said nothing'
}
