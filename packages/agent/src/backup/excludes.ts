/** restic's exclude patterns as this agent reads them: in doubt it excludes more, so that no file is sampled that restic left out. */

/** True when the path, or a folder above it, is excluded. Paths are absolute, with `/`. */
export type IsExcluded = (path: string) => boolean

/**
 * As in restic's documentation ("Excluding files"): `*` and `?` stay within one component, `**` is any number of components, an absolute
 * pattern is anchored, any other may begin at any component. A `!` pattern brings files back in; it is passed over, which excludes more.
 */
export function createExcludes(patterns: readonly string[]): IsExcluded {
  const tests = patterns.flatMap((pattern) => {
    if (pattern === '' || pattern.startsWith('!')) return []
    const anchored = pattern.startsWith('/')
    return [
      {
        anchored,
        parts: pattern
          .split('/')
          .filter((part) => part !== '')
          .map(component),
      },
    ]
  })
  return (path) => {
    const names = path.split('/').filter((name) => name !== '')
    return tests.some(({ anchored, parts }) => {
      const last = anchored ? 0 : names.length - 1
      for (let start = 0; start <= last; start += 1) if (matches(parts, names, 0, start)) return true
      return false
    })
  }
}

type Part = RegExp | 'any-depth'

/** All parts used up is a match, also when names are left: what lies below an excluded folder is excluded. */
function matches(parts: readonly Part[], names: readonly string[], part: number, name: number): boolean {
  const now = parts[part]
  if (now === undefined) return true
  if (now === 'any-depth') {
    for (let next = name; next <= names.length; next += 1) if (matches(parts, names, part + 1, next)) return true
    return false
  }
  const text = names[name]
  return text !== undefined && now.test(text) && matches(parts, names, part + 1, name + 1)
}

function component(text: string): Part {
  if (text === '**') return 'any-depth'
  let source = ''
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? ''
    const close = char === '[' ? text.indexOf(']', i + 1) : -1
    if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '\\') source += escape(text[(i += 1)] ?? '\\')
    else if (close > i + 1) {
      const inside = text.slice(i + 1, close)
      source += `[${inside.startsWith('^') ? '^' : ''}${inside.replace(/^\^/, '').replace(/[\\\]^]/g, '\\$&')}]`
      i = close
    } else source += escape(char)
  }
  return new RegExp(`^${source}$`, 'su')
}

function escape(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}
