// Finds text that no committed file may hold: unfinished work, switched-off rules and tests, names of package registries.
//
// The patterns are written so that they do not match themselves.

interface Rule {
  why: string
  pattern: RegExp
  /** Which files the rule is about. */
  files: RegExp
}

const code = /\.(?:ts|tsx|mjs|js)$/

const rules: Rule[] = [
  {
    why: 'unfinished work',
    pattern: /\b(?:T[O]DO|F[I]XME|X[X]X)\b/,
    files: /\.(?:ts|tsx|mjs|js|json|ya?ml|sh|sql|css|html)$|^\.ci\/|^mainstay$/,
  },
  {
    why: 'a rule switched off',
    pattern: /(?:oxlint|eslint)-disabl[e]|biome-ignor[e]|@ts-(?:ignor[e]|expect-erro[r]|nochec[k])|v8 ignor[e]/,
    files: code,
  },
  {
    why: 'a test switched off, or running alone',
    pattern: /\b(?:it|test|describe)\.(?:ski[p]|onl[y]|tod[o]|fail[s]|skipI[f]|runI[f])\b/,
    files: code,
  },
  {
    why: 'the host name of a package registry',
    pattern: /\b(?:registry|deb|security|archive|ports|ftp)\.[\w-]+(?:\.[\w-]+)*\.(?:org|com|net)\b/i,
    files: /./,
  },
]

/**
 * @param hosts further names of this machine's registries, which stand in no committed file and so are read from its configuration
 * @returns one line for each place
 */
export function forbiddenText(path: string, text: string, hosts: string[]): string[] {
  const active = rules.filter((rule) => rule.files.test(path))
  return text.split('\n').flatMap((line, index) => {
    const reasons = active.filter((rule) => rule.pattern.test(line)).map((rule) => rule.why)
    if (hosts.some((host) => line.includes(host))) reasons.push("the host name of this machine's package registry")
    return reasons.map((why) => `${path}:${index + 1}: ${why}`)
  })
}
