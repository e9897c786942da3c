// Remembers that a step was done for a certain input, by the input's hash, and computes such hashes.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** @param {string} file @returns {string | null} */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

/** Written whole or not at all. @param {string} file @param {string} hash */
export function writeStamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${hash}\n`)
  renameSync(fresh, file)
}

/** @param {Array<string | Buffer>} parts are kept apart, so that moving a byte from one to the next changes the hash */
export function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

/**
 * Names and contents of all files below the given paths but tests; what does not exist counts as absent.
 * @param {string} base
 * @param {string[]} paths
 */
export function hashOfFiles(base, paths) {
  const files = paths.flatMap((path) => filesBelow(join(base, path))).sort()
  return hashOf(files.flatMap((file) => [relative(base, file), readFileSync(file)]))
}

const isTest = /\.test\.tsx?$/

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (stat.isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) =>
      entry.isDirectory() ? entry.name !== 'node_modules' && entry.name !== 'dist' : entry.isFile() && !isTest.test(entry.name),
    )
    .flatMap((entry) => filesBelow(join(path, entry.name)))
}
