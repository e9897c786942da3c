// Reads a source file as far as the architecture rules look: its imports, and the texts in its code.
import { parseSync, Visitor } from 'oxc-parser'

export interface Import {
  /** As written. */
  specifier: string
  /** The file it names in this checkout, when it is a relative one. */
  target: string | null
  /** Types vanish before the program runs. */
  typeOnly: boolean
}

export interface SourceFile {
  /** Relative to the repository. */
  path: string
  imports: Import[]
  /** String and template literals, which is where SQL and names of tables stand. */
  texts: string[]
}

export function readSourceFile(path: string, code: string): SourceFile {
  const { program, module, errors } = parseSync(path, code)
  const broken = errors.find(({ severity }) => severity === 'Error')
  if (broken !== undefined) throw new Error(`${path} cannot be parsed: ${broken.message}`)
  const imports: Import[] = []
  const add = (specifier: string, typeOnly: boolean) => imports.push({ specifier, typeOnly, target: resolveRelative(path, specifier) })
  for (const { moduleRequest, entries } of module.staticImports)
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType))
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest !== null) add(moduleRequest.value, isType)
  }
  const texts: string[] = []
  new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value, false)
    },
    Literal: ({ value }) => {
      if (typeof value === 'string') texts.push(value)
    },
    TemplateLiteral: ({ quasis }) => {
      texts.push(quasis.map(({ value }) => value.raw).join('?'))
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      // A call of the query builder is kept with its table, as `insertInto(recovery_policy`.
      if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && first?.type === 'Literal')
        texts.push(`${callee.property.name}(${String(first.value)}`)
    },
  }).visit(program)
  return { path, imports, texts }
}

function resolveRelative(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}
