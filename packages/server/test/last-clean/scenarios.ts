/** Days in the life of a small firm's files, ordinary and not: each changes a tree step by step, and after each step it is backed up. */
import { createCipheriv, createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { deflateSync } from 'node:zlib'

export type Step = (folder: string) => void
export type Scenario = {
  name: string
  steps: Step[]
  /** The step after which at least 5 % of the files are hit; null: ordinary, never to be suspected. */
  hitAfter: number | null
}

const FOLDERS = 20
const FILES = 15
/** 5 % of the files of the tree. */
const FIVE_PERCENT = Math.ceil(FOLDERS * FILES * 0.05)

/** Random bytes that are the same each time. */
export function noise(seed: string, length: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16))
  return cipher.update(Buffer.alloc(length))
}

const WORDS = 'invoice order the customer of delivery to Monday price a meeting and repair with boiler plan for water Smith total'.split(
  ' ',
)

export function prose(seed: string, length: number): string {
  const bytes = noise(seed, length)
  let text = ''
  for (let index = 0; text.length < length; index += 1)
    text += `${WORDS[(bytes[index % bytes.length] ?? 0) % WORDS.length]}${index % 12 === 11 ? '.\n' : ' '}`
  return text.slice(0, length)
}

const KINDS: Record<string, (seed: string) => Buffer | string> = {
  '.txt': (seed) => prose(seed, 6000),
  '.csv': (seed) => prose(seed, 20_000).replaceAll(' ', ';'),
  '.docx': (seed) => Buffer.concat([Buffer.from('PK\x03\x04'), deflateSync(prose(seed, 40_000)), noise(seed, 9000)]),
  '.pdf': (seed) =>
    Buffer.concat([Buffer.from(`%PDF-1.7\n${prose(seed, 3000)}`), deflateSync(prose(`${seed}2`, 30_000)), Buffer.from('\n%%EOF')]),
  '.jpg': (seed) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), noise(seed, 24_000)]),
  '.db': (seed) => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.from(prose(seed, 60_000))]),
}
const EXTENSIONS = Object.keys(KINDS)

function content(path: string, version: string): Buffer | string {
  return KINDS[extname(path)]?.(`${path}${version}`) ?? prose(`${path}${version}`, 4000)
}

export function makeTree(folder: string): void {
  for (let at = 0; at < FOLDERS; at += 1) {
    mkdirSync(join(folder, `project ${at}`), { recursive: true })
    for (let n = 0; n < FILES; n += 1) {
      const path = join(folder, `project ${at}`, `file ${n}${EXTENSIONS[(at + n) % EXTENSIONS.length]}`)
      writeFileSync(path, content(path.slice(folder.length), ''))
    }
  }
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

/** Every `n`th file, from the `first`. */
const some = (folder: string, count: number, first = 0): string[] => {
  const all = files(folder).filter((path) => EXTENSIONS.includes(extname(path)))
  return Array.from({ length: count }, (_, index) => all[(first + index * 7) % all.length] ?? '').filter((path) => path !== '')
}

function write(path: string, bytes: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const encrypted = (bytes: Buffer): Buffer => createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16, 3)).update(bytes)

const inPlace = (path: string): void => writeFileSync(path, encrypted(readFileSync(path)))
const withNewName = (path: string): void => {
  writeFileSync(`${path}.id-4F2A.locked`, Buffer.concat([encrypted(readFileSync(path)), noise(path, 256)]))
  rmSync(path)
}
/** The first block and every fourth after it, as fast strains do. */
const everyFourthBlock = (path: string): void => {
  const bytes = readFileSync(path)
  for (let at = 0; at < bytes.length; at += 4 * 4096) encrypted(bytes.subarray(at, at + 4096)).copy(bytes, at)
  writeFileSync(path, bytes)
}
const underRandomName = (path: string): void => {
  writeFileSync(join(dirname(path), noise(`name${path}`, 8).toString('hex')), encrypted(readFileSync(path)))
  rmSync(path)
}

const edit =
  (day: number): Step =>
  (folder) => {
    for (const path of some(folder, 12, day * 7 + 1)) writeFileSync(path, content(path.slice(folder.length), `day ${day}`))
    appendFileSync(join(folder, 'project 0', 'diary.log'), prose(`diary ${day}`, 2000))
  }

const note: Step = (folder) => {
  for (let at = 0; at < FOLDERS; at += 1) write(join(folder, `project ${at}`, 'HOW TO GET YOUR FILES BACK.txt'), prose('note', 800))
}

const attack =
  (count: number, how: (path: string) => void, first = 0): Step =>
  (folder) => {
    for (const path of new Set(some(folder, count, first))) how(path)
  }

const both =
  (...steps: Step[]): Step =>
  (folder) => {
    for (const step of steps) step(folder)
  }

export const SCENARIOS: readonly Scenario[] = [
  { name: 'three days of ordinary work', steps: [edit(1), edit(2), edit(3)], hitAfter: null },
  {
    name: 'an upgrade of the operating system',
    steps: [
      (folder) => {
        for (let n = 0; n < 120; n += 1)
          write(
            join(folder, 'usr', 'lib', `lib${n}.so.1`),
            Buffer.concat([Buffer.from('\x7fELF'), Buffer.from(prose(`${n}`, 9000)), noise(`${n}`, 5000)]),
          )
      },
      (folder) => {
        for (let n = 0; n < 120; n += 1)
          write(join(folder, 'usr', 'lib', `lib${n}.so.1`), Buffer.concat([Buffer.from('\x7fELF'), noise(`new ${n}`, 15_000)]))
        for (let n = 0; n < 20; n += 1) write(join(folder, 'usr', 'share', `package ${n}`, 'copyright'), prose('licence', 3000))
        for (let n = 0; n < 40; n += 1) write(join(folder, 'usr', 'share', 'icons', `${n}.cache`), noise(`icon ${n}`, 5000))
      },
    ],
    hitAfter: null,
  },
  {
    name: 'an import of photos',
    steps: [(folder) => Array.from({ length: 60 }, (_, n) => write(join(folder, 'photos', `IMG_${n}.jpg`), content(`${n}.jpg`, 'photo')))],
    hitAfter: null,
  },
  {
    name: 'a new ZIP archive of a project, which is then removed',
    steps: [
      (folder) => {
        write(join(folder, 'archive.zip'), Buffer.concat([Buffer.from('PK\x03\x04'), noise('archive', 400_000)]))
        rmSync(join(folder, 'project 3'), { recursive: true })
      },
    ],
    hitAfter: null,
  },
  {
    name: 'a vacuum of every database',
    steps: [
      (folder) => {
        for (const path of files(folder).filter((one) => one.endsWith('.db')))
          writeFileSync(path, content(path.slice(folder.length), 'vacuum'))
      },
    ],
    hitAfter: null,
  },
  {
    name: 'a person who renames a hundred files',
    steps: [
      (folder) => {
        for (const path of some(folder, 100)) renameSync(path, join(dirname(path), `2026 ${path.slice(dirname(path).length + 1)}`))
      },
    ],
    hitAfter: null,
  },
  {
    name: 'an encrypted container is made, and grows into use',
    steps: [
      (folder) => write(join(folder, 'vault.hc'), noise('vault', 500_000)),
      (folder) => write(join(folder, 'vault.hc'), noise('vault in use', 500_000)),
    ],
    hitAfter: null,
  },
  {
    name: 'a person encrypts three letters',
    steps: [attack(3, (path) => writeFileSync(path, encrypted(readFileSync(path)))), edit(2)],
    hitAfter: null,
  },
  {
    name: 'a program is installed, with new kinds of files and one name in many folders',
    steps: [
      (folder) => {
        for (let n = 0; n < 60; n += 1) {
          write(join(folder, 'program', `module ${n}`, 'package.json'), '{}')
          write(join(folder, 'program', `module ${n}`, 'index.mts'), prose(`module ${n}`, 3000))
          write(join(folder, 'program', `module ${n}`, 'data.pak'), noise(`data ${n}`, 6000))
        }
      },
      edit(2),
    ],
    hitAfter: null,
  },
  { name: 'logs are compressed when they turn', steps: [(folder) => rotate(folder, 1), (folder) => rotate(folder, 2)], hitAfter: null },
  { name: 'ransomware: in place', steps: [edit(1), both(edit(2), attack(60, inPlace))], hitAfter: 1 },
  { name: 'ransomware: with a new extension and a note', steps: [edit(1), both(attack(90, withNewName), note)], hitAfter: 1 },
  { name: 'ransomware: every fourth block', steps: [edit(1), both(edit(2), attack(60, everyFourthBlock))], hitAfter: 1 },
  { name: 'ransomware: under random names', steps: [edit(1), attack(40, underRandomName)], hitAfter: 1 },
  {
    name: 'ransomware: slow, five files a day',
    steps: Array.from({ length: 4 }, (_, day) => both(edit(day), attack(5, inPlace, 40 + day * 35))),
    hitAfter: Math.ceil(FIVE_PERCENT / 5) - 1,
  },
  { name: 'ransomware: just above 5 % of the files', steps: [edit(1), attack(FIVE_PERCENT + 1, inPlace)], hitAfter: 1 },
]

function rotate(folder: string, day: number): void {
  for (let n = 0; n < 30; n += 1) {
    const log = join(folder, 'logs', `service ${n}.log`)
    if (day === 2) {
      const old = readFileSync(log)
      writeFileSync(`${log}.1.gz`, Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08]), deflateSync(old)]))
    }
    write(log, prose(`${log}${day}`, 8000))
  }
}
