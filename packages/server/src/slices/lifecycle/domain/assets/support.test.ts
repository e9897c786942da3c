import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadEndOfLife } from '../../endoflife/load.ts'
import { supportOfSystem, supportOfText } from './support.ts'

const TODAY = '2026-11-24'
const data = loadEndOfLife()
const folder = mkdtempSync(join(tmpdir(), 'mainstay-eol-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the data that come with the platform know of a system', () => {
  test.each([
    ['linux', 'debian', 'Debian GNU/Linux 12 (bookworm)', '12', { kind: 'ended', product: 'Debian 12' }],
    ['linux', 'ubuntu', 'Ubuntu 24.04.3 LTS', '24.04.3', { kind: 'ends' }],
    ['linux', 'ubuntu', 'Ubuntu 18.04 LTS', '18.04', { kind: 'ended' }],
    ['linux', 'rocky', 'Rocky Linux 9.4', '9.4', { kind: 'ends', on: '2032-05-31' }],
    ['linux', 'arch', 'Arch Linux', null, { kind: 'not-known', why: 'Nothing is recorded of Arch Linux.' }],
    ['linux', 'debian', 'Debian 99', '99', { kind: 'not-known' }],
    ['darwin', null, 'macOS', '26.1', { kind: 'no-end-announced' }],
    ['darwin', null, 'macOS', '13.7.1', { kind: 'ended', on: '2025-09-15' }],
    ['windows', null, 'Microsoft Windows Server 2019 Standard', '10.0.17763', { kind: 'ends', on: '2029-01-09' }],
    ['windows', null, 'Windows Server 2012 R2 Datacenter', '6.3.9600', { kind: 'ended', on: '2023-10-10', extendedTo: '2026-10-13' }],
    ['windows', null, 'Microsoft Windows 10 Pro', '10.0.19045', { kind: 'ended', on: '2025-10-14', extendedTo: '2028-10-10' }],
    ['windows', null, 'Microsoft Windows 11 Pro', '10.0.26100', { kind: 'ended', on: '2026-10-13' }],
    ['windows', null, 'Microsoft Windows 11 Enterprise', '10.0.26100', { kind: 'ends', on: '2027-10-12' }],
    ['windows', null, 'Microsoft Windows 11', '10.0.26100', { kind: 'not-known' }],
    ['windows', null, 'Microsoft Windows 11 Pro', '10.0.99999', { kind: 'not-known' }],
    ['windows', null, 'Microsoft Windows 11 Pro', null, { kind: 'not-known', why: 'The build of Microsoft Windows 11 Pro is not known.' }],
  ] as const)('%s %s %s', (family, id, name, version, expected) => {
    expect(supportOfSystem({ family, id, name, version }, data, TODAY)).toMatchObject(expected)
  })
})

test.each([
  ['windows-server 2016', { kind: 'ends', on: '2027-01-12', extendedTo: '2030-01-12' }],
  ['FortiOS 7.4', { kind: 'ends' }],
  ['FortiOS v7.4.5', { kind: 'ends' }],
  ['VMware ESXi 6.7', { kind: 'ended' }],
  ['Toaster 3', { kind: 'not-known', why: 'Nothing is recorded of Toaster 3.' }],
  ['something old', { kind: 'not-known' }],
  ['', { kind: 'not-known', why: 'Its system is not recorded.' }],
])('what a person wrote as “%s” is found where it can be told apart', (text, expected) => {
  expect(supportOfText(text, data, TODAY)).toMatchObject(expected)
})

const write = (name: string, content: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('newer data are read from their pages’ facts and from their API, as file or folder', () => {
  const pages = [
    {
      product: 'x',
      title: 'X',
      releases: [
        { releaseCycle: 9, eol: true, latest: null },
        { releaseCycle: '10', eol: false },
      ],
    },
  ]
  write('products.json', pages)
  expect(supportOfText('X 9', loadEndOfLife(folder), TODAY)).toEqual({ kind: 'ended', product: 'X 9', on: null, extendedTo: null })
  const releases = [
    { name: '9', isEol: true, eolFrom: '2020-01-01', eoesFrom: '2027-01-01', latest: { name: '9.1' } },
    { name: '10', isEol: false, eolFrom: null },
  ]
  const api = { generated_at: '2026-11-01T00:00:00+00:00', result: [{ name: 'x', label: 'X', releases }] }
  const read = loadEndOfLife(write('full.json', api))
  expect(read.asOf).toBe('2026-11-01')
  expect(supportOfText('x 9', read, TODAY)).toEqual({ kind: 'ended', product: 'X 9', on: '2020-01-01', extendedTo: '2027-01-01' })
  expect(supportOfText('x 10.4', read, TODAY)).toEqual({ kind: 'no-end-announced', product: 'X 10' })
})

test.each([
  ['no-json', 'hello'],
  ['another.json', { hello: 1 }],
  ['page.json', [{ product: 'x', title: 'X', releases: [{ releaseCycle: '1', eol: 7 }] }]],
])('data that cannot be read stop the start with the path: %s', (name, content) => {
  const path = write(name, content)
  expect(() => loadEndOfLife(path)).toThrow(`The data of ends of support in ${path} cannot be read`)
})

test('a path that is not there is named', () => {
  expect(() => loadEndOfLife('/nowhere/at/all')).toThrow('/nowhere/at/all')
})
