import { CLI_OUTPUTS, outputSchema } from '@mainstay/contract/cli'
import { Command } from 'commander'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { expect, test } from 'vitest'
import type { Io } from '../src/io.ts'
import { openTerminal } from './terminal.ts'

const terminal = openTerminal()
const commands = join(import.meta.dirname, '../src/commands')

/** Every command of the program, by its words, with the names of its options. */
async function allCommands(): Promise<Map<string, string[]>> {
  const program = new Command()
  const io: Io = { env: {}, out: () => {}, err: () => {}, ask: null }
  for (const file of readdirSync(commands).filter((name) => !name.endsWith('.test.ts'))) {
    const module = (await import(join(commands, file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(module))
      if (name.startsWith('register') && typeof value === 'function') (value as (program: Command, io: Io) => void)(program, io)
  }
  const found = new Map<string, string[]>()
  const walk = (command: Command, words: string[]): void => {
    if (command.commands.length === 0)
      found.set(
        words.join('-'),
        command.options.map((option) => option.long ?? ''),
      )
    for (const child of command.commands) walk(child, [...words, child.name()])
  }
  walk(program, [])
  return found
}

test('every command that prints JSON has a schema under its own words, and there is none for a command that is not there', async () => {
  const withJson = [...(await allCommands())].filter(([, options]) => options.includes('--json')).map(([name]) => name)
  expect(withJson.length).toBeGreaterThan(20)
  expect([...withJson, 'error'].sort()).toEqual(Object.keys(CLI_OUTPUTS).sort())
})

test.each(Object.keys(CLI_OUTPUTS))('the schema of %s is printed as JSON Schema', async (name) => {
  const { code, out, json } = await terminal.run('schema', name)
  expect([code, json()]).toEqual([0, outputSchema(name)])
  expect(out).toContain('https://json-schema.org/draft/2020-12/schema')
})

test('a printed schema takes what the command prints, and refuses a field that is missing or more', async () => {
  const printed = await terminal.run('schema', 'key', 'show')
  await terminal.run('key', 'new', '--name', 'Ada')
  const shown = (await terminal.run('key', 'show', '--json')).json()
  const schema = z.fromJSONSchema(printed.json())
  expect(schema.safeParse(shown).success).toBe(true)
  expect(schema.safeParse({ ...shown, more: 1 }).success).toBe(false)
  const { keyId: _keyId, ...less } = shown
  expect(schema.safeParse(less).success).toBe(false)
})

test('without a name it lists them, and its own list has a schema', async () => {
  const { code, out } = await terminal.run('schema')
  expect([code, out.trim().split('\n')]).toEqual([0, Object.keys(CLI_OUTPUTS).sort()])
  const listed = (await terminal.run('schema', '--json')).json()
  expect(CLI_OUTPUTS['schema']?.safeParse(listed).success).toBe(true)
})

test('an unknown name exits 64 and names the known ones in one line', async () => {
  for (const name of ['nope', '__proto__', 'constructor']) {
    const { code, out, err } = await terminal.run('schema', name)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(`there is no schema "${name}"; there are agent-collect,`)
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})

test('an error with --json is what the schema "error" says', async () => {
  const { code, json } = await terminal.run('report', '--client', 'x', '--month', '2026-10', '--out', '/tmp/x.pdf', '--json')
  expect(code).toBe(64)
  expect(CLI_OUTPUTS['error']?.safeParse(json()).success).toBe(true)
})
