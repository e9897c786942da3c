/** Every collector against its recorded input: `testdata/<case>` holds what the system said, `expected.json` what must come of it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MeasurementSchema } from '@mainstay/contract/agent'
import { describe, expect, test } from 'vitest'
import { recordedSource } from '../../test/recorded-source.ts'
import { darwinCollectors } from './darwin.ts'
import { linuxCollectors } from './linux.ts'
import { windowsCollectors } from './windows.ts'

const AT = '2026-11-24T15:00:00.000Z'
/** `GOLDEN=write` writes what comes out now; the difference is then for a person to read. */
const writes = process.env.GOLDEN === 'write'

for (const name of Object.keys(linuxCollectors)) {
  describe(`the collector ${name}`, () => {
    const folder = join(import.meta.dirname, name)
    const cases = readdirSync(join(folder, 'testdata'))

    test('has code for each system, a README, and recorded input of each', () => {
      for (const file of ['linux.ts', 'windows.ts', 'darwin.ts', 'README.md']) expect(existsSync(join(folder, file)), file).toBe(true)
      for (const system of ['linux', ...(name === 'load' ? [] : ['windows']), 'darwin']) {
        expect(
          cases.some((one) => one.startsWith(system)),
          system,
        ).toBe(true)
      }
    })

    for (const one of cases) {
      test(`makes of ${one} what it should`, () => {
        const measured = measure(name, one, join(folder, 'testdata', one))
        expect(() => z.array(MeasurementSchema).parse(measured)).not.toThrow()
        const rows = measured.map(({ name: metric, unit, value, attributes }) => ({ name: metric, unit, value, attributes }))
        const golden = join(folder, 'testdata', one, 'expected.json')
        if (writes) writeFileSync(golden, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
        expect(rows).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
      })
    }
  })
}

function measure(name: string, one: string, folder: string) {
  if (one.startsWith('linux')) return linuxCollectors[name]?.()(recordedSource(folder), AT) ?? []
  if (one.startsWith('windows')) {
    const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8'))
    return windowsCollectors[name]?.().parse(rows, AT) ?? []
  }
  const collector = darwinCollectors[name]
  const outputs = Object.keys(collector?.commands ?? {}).map((key) => [key, readFileSync(join(folder, `${key}.txt`), 'utf8')])
  return collector?.parse(Object.fromEntries(outputs), AT) ?? []
}
