// Reads apt's own list of sources, in both of its formats, and writes a source for the next suite of the same archive.

/**
 * @typedef {object} AptSource
 * @property {string[]} types
 * @property {string[]} uris
 * @property {string[]} suites
 * @property {string[]} components
 * @property {string | null} signedBy a path, or a key block over several lines as deb822 allows
 * @property {boolean} enabled
 */

/** @param {string} text of a file named *.sources @returns {AptSource[]} */
export function parseDeb822(text) {
  const withoutComments = text.split('\n').filter((line) => !line.startsWith('#'))
  return withoutComments
    .join('\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('types'))
    .map((fields) => ({
      types: words(fields.get('types')),
      uris: words(fields.get('uris')),
      suites: words(fields.get('suites')),
      components: words(fields.get('components')),
      signedBy: fields.get('signed-by') ?? null,
      enabled: !/^(?:no|false|off|0)$/i.test(fields.get('enabled') ?? 'yes'),
    }))
}

/** @param {string} text of a file named *.list @returns {AptSource[]} */
export function parseOneLine(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .map((line) => line.match(/^(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/))
    .flatMap((match) => (match === null ? [] : [match.slice(1)]))
    .map(([type = '', options = '', uri = '', suite = '', components = '']) => ({
      types: [type],
      uris: [uri],
      suites: [suite],
      components: words(components),
      signedBy: options.match(/(?:^|\s)signed-by\s*=\s*(\S+)/)?.[1] ?? null,
      enabled: true,
    }))
}

/**
 * The source of binary packages in the given suite's main component: the machine's own archive, not one of its additions.
 * @param {AptSource[]} sources
 * @param {string} suite
 */
export function sourceOfSuite(sources, suite) {
  return sources.find(
    ({ enabled, types, suites, components }) => enabled && types.includes('deb') && suites.includes(suite) && components.includes('main'),
  )
}

/** @param {AptSource} source @param {string} suite @param {string} remark */
export function renderNextSuite(source, suite, remark) {
  return [
    ...remark.split('\n').map((line) => `# ${line}`),
    'Types: deb',
    `URIs: ${source.uris.join(' ')}`,
    `Suites: ${suite}`,
    'Components: main',
    ...(source.signedBy === null ? [] : [`Signed-By: ${source.signedBy}`]),
    '',
  ].join('\n')
}

/**
 * Nothing of the suite may be installed, nor pulled in, but the one package, which is then kept up to date from there.
 * @param {string} suite
 * @param {string} name
 * @param {string} remark
 */
export function renderPin(suite, name, remark) {
  return [
    ...remark.split('\n').map((line) => `# ${line}`),
    'Package: *',
    `Pin: release n=${suite}`,
    'Pin-Priority: -1',
    '',
    `Package: ${name}`,
    `Pin: release n=${suite}`,
    'Pin-Priority: 990',
    '',
  ].join('\n')
}

/** Continuation lines begin with white space; their line ends are kept. @param {string} stanza @returns {Map<string, string>} */
function fieldsOf(stanza) {
  /** @type {Map<string, string>} */
  const fields = new Map()
  let last = ''
  for (const line of stanza.split('\n')) {
    const match = line.match(/^([A-Za-z-]+):[ \t]*(.*)$/)
    if (match !== null) {
      last = (match[1] ?? '').toLowerCase()
      fields.set(last, (match[2] ?? '').trimEnd())
    } else if (/^[ \t]/.test(line)) fields.set(last, `${fields.get(last) ?? ''}\n${line.trimEnd()}`)
  }
  return fields
}

/** @param {string | undefined} text */
function words(text) {
  return (text ?? '').split(/\s+/).filter((word) => word !== '')
}
