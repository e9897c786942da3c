// Lets apt take one package, and nothing else, from the Debian suite after the machine's own.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDeb822, parseOneLine, renderNextSuite, renderPin, sourceOfSuite } from './apt-sources.mjs'
import { say } from './progress.mjs'

/** Only where it has been tried: the package from there runs on the older suite's C library. @type {Record<string, string>} */
const nextSuites = { bookworm: 'trixie' }

const sourceFile = '/etc/apt/sources.list.d/mainstay-restic.sources'
const pinFile = '/etc/apt/preferences.d/mainstay-restic'

/**
 * @param {string} codename of the machine's suite
 * @param {string} name of the package
 * @returns {string | null} the suite that apt now knows, or null when there is none to take it from
 */
export function addNextSuite(codename, name) {
  const suite = nextSuites[codename]
  const own = sourceOfSuite(aptSources(), codename)
  if (suite === undefined || own === undefined) return null
  const remark = `Written by the set-up of Mainstay: ${name} alone comes from ${suite}.\nRemove ${sourceFile} and ${pinFile} before an upgrade to ${suite}.`
  // The pin is there before the source, so that no moment exists in which all of the suite is on offer.
  writeFileSync(pinFile, renderPin(suite, name, remark))
  writeFileSync(sourceFile, renderNextSuite(own, suite, remark))
  say(`Taking ${name} from Debian ${suite}: wrote ${sourceFile} and ${pinFile}, which hold back everything else from there`)
  return suite
}

/** After an upgrade of the machine the pin would hold back its own suite. @param {string} codename */
export function removeOutgrownNextSuite(codename) {
  if (!existsSync(sourceFile) || codename in nextSuites) return
  removeNextSuite()
  say(`Removed ${sourceFile} and its pin: this machine's own suite has the package now`)
}

export function removeNextSuite() {
  rmSync(sourceFile, { force: true })
  rmSync(pinFile, { force: true })
}

/** Apt's options that read the lists of this one source anew and leave all others as they are. */
export const updateOnlyNextSuite = [
  '-o',
  `Dir::Etc::sourcelist=${sourceFile}`,
  '-o',
  'Dir::Etc::sourceparts=-',
  '-o',
  'APT::Get::List-Cleanup=0',
]

function aptSources() {
  const folder = '/etc/apt/sources.list.d'
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])]
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      if (file.endsWith('.sources')) return parseDeb822(text)
      return file.endsWith('.list') ? parseOneLine(text) : []
    })
}
