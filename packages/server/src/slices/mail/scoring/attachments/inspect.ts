/** Looks into an attachment: what it is, what it hides, what it would run; archives within archives, bounded in depth, number and size. */
import { gunzipSync } from 'node:zlib'
import { ending, nameLies, type RealType, realType } from './real-type.ts'
import { listZip, unpackEntry } from './zip.ts'

export type AttachmentTrait =
  | 'name-lies'
  | 'double-ending'
  | 'disguised-name'
  | 'program'
  | 'program-in-archive'
  | 'macros'
  | 'encrypted-archive'
  | 'encrypted-document'
  | 'archive-in-archive'
  | 'archive-too-deep'
  | 'archive-too-large'
  | 'archive-damaged'
  | 'disk-image'
  | 'shortcut'
  | 'onenote'
  | 'html-attachment'
  | 'html-smuggling'
  | 'html-password-form'
  | 'pdf-script'
  | 'pdf-launch'
  | 'pdf-link'
  | 'rtf-object'
  | 'eicar'

export type Inspected = { name: string; type: RealType; size: number; traits: AttachmentTrait[] }

/** Shared by all that one message brings. */
export type Budget = { bytes: number; entries: number }
export const newBudget = (): Budget => ({ bytes: 32_000_000, entries: 500 })

const DEEPEST = 4
const PROGRAMS = new Set(
  'exe scr com pif bat cmd ps1 vbs vbe js jse wsf wsh hta jar msi msix appx cpl dll lnk reg scf inf chm xll wsc ws sct application gadget elf sh'.split(
    ' ',
  ),
)
const DISKS = new Set(['iso', 'img', 'vhd', 'vhdx', 'udf', 'dmg'])
const HARMLESS_FIRST = /\.(?:pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|gif|csv|html?|mp[34])\s{0,200}\.[a-z0-9]{2,5}$/i
const EICAR = Buffer.from('WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=', 'base64')

export function inspect(name: string, bytes: Uint8Array, budget: Budget): Inspected {
  const traits = new Set<AttachmentTrait>()
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = look(name, buffer, 0, traits, budget)
  return { name, type, size: buffer.length, traits: [...traits] }
}

function look(name: string, bytes: Buffer, depth: number, traits: Set<AttachmentTrait>, budget: Budget): RealType {
  const type = realType(bytes)
  const last = ending(name)
  if (bytes.includes(EICAR)) traits.add('eicar')
  if (nameLies(name, type)) traits.add('name-lies')
  if (PROGRAMS.has(last) && HARMLESS_FIRST.test(name)) traits.add('double-ending')
  // A right-to-left override turns `exe.fdp` round; a long run of blanks pushes the ending out of sight.
  if (/[\u202a-\u202e\u2066-\u2069]|\s{20,}\S/.test(name)) traits.add('disguised-name')
  if (PROGRAMS.has(last) || type === 'exe' || type === 'elf') traits.add(depth === 0 ? 'program' : 'program-in-archive')
  if (type === 'lnk' || last === 'lnk' || last === 'url') traits.add('shortcut')
  if (type === 'iso' || DISKS.has(last)) traits.add('disk-image')
  if (type === 'onenote' || last === 'one' || last === 'onepkg') traits.add('onenote')
  if (type === 'html' || last === 'svg' || ['html', 'htm', 'shtml', 'xhtml'].includes(last)) html(bytes, traits)
  if (type === 'pdf') pdf(bytes, traits)
  if (type === 'ole') ole(bytes, traits)
  if (type === 'rtf' && /\\objdata|\\objupdate/.test(bytes.toString('latin1', 0, 500_000))) traits.add('rtf-object')
  if (type === 'zip') zip(bytes, depth, traits, budget)
  if (type === 'gzip') gzip(name, bytes, depth, traits, budget)
  if (depth > 0 && ['zip', 'rar', '7z', 'gzip', 'cab', 'ace', 'xz'].includes(type)) traits.add('archive-in-archive')
  // Flag of encrypted headers in RAR 5 (its own block type 4) and of encrypted files in RAR 4.
  if (type === 'rar' && (bytes[12] === 4 || ((bytes[10] ?? 0) & 0x80) !== 0)) traits.add('encrypted-archive')
  return type
}

function zip(bytes: Buffer, depth: number, traits: Set<AttachmentTrait>, budget: Budget): void {
  const { entries, damaged, cut } = listZip(bytes)
  if (damaged) traits.add('archive-damaged')
  if (cut) traits.add('archive-too-large')
  const office = entries.some(({ name }) => name === '[Content_Types].xml')
  if (entries.some(({ name }) => /vbaProject\.bin$|xlmacro|macrosheets\//i.test(name))) traits.add('macros')
  if (entries.some(({ encrypted }) => encrypted)) traits.add('encrypted-archive')
  if (office) return
  for (const entry of entries) {
    if (--budget.entries < 0) return void traits.add('archive-too-large')
    if (entry.encrypted) {
      if (PROGRAMS.has(ending(entry.name))) traits.add('program-in-archive')
      continue
    }
    if (depth >= DEEPEST) return void traits.add('archive-too-deep')
    if (entry.size > budget.bytes) {
      traits.add('archive-too-large')
      continue
    }
    const content = unpackEntry(bytes, entry, Math.max(1, budget.bytes))
    if (content === null) {
      traits.add('archive-damaged')
      continue
    }
    budget.bytes -= content.length
    look(entry.name, content, depth + 1, traits, budget)
  }
}

function gzip(name: string, bytes: Buffer, depth: number, traits: Set<AttachmentTrait>, budget: Budget): void {
  if (depth >= DEEPEST || budget.bytes <= 0) return void traits.add('archive-too-deep')
  try {
    const content = gunzipSync(bytes, { maxOutputLength: budget.bytes })
    budget.bytes -= content.length
    look(name.replace(/\.gz$/i, ''), content, depth + 1, traits, budget)
  } catch (error) {
    traits.add(error instanceof RangeError ? 'archive-too-large' : 'archive-damaged')
  }
}

function html(bytes: Buffer, traits: Set<AttachmentTrait>): void {
  const text = bytes.toString('latin1', 0, 2_000_000)
  traits.add('html-attachment')
  // A page that builds a file (or another page) out of its own text, so that nothing of it crosses the gateway in the open.
  if (
    /msSaveOrOpenBlob|createObjectURL|new Blob\(|\.download\s?=|atob\(|unescape\(|document\.write\(|String\.fromCharCode|eval\(/.test(text)
  )
    traits.add('html-smuggling')
  if (/type\s?=\s?["']?password/i.test(text)) traits.add('html-password-form')
}

function pdf(bytes: Buffer, traits: Set<AttachmentTrait>): void {
  const text = bytes.toString('latin1', 0, 4_000_000)
  if (/\/(?:JavaScript|JS)\b/.test(text)) traits.add('pdf-script')
  if (/\/Launch\b|\/EmbeddedFile\b/.test(text)) traits.add('pdf-launch')
  if (/\/URI\b/.test(text)) traits.add('pdf-link')
  if (/\/Encrypt\b/.test(text)) traits.add('encrypted-document')
}

/** Names of streams stand in the directory of a compound file as UTF-16. */
function ole(bytes: Buffer, traits: Set<AttachmentTrait>): void {
  const has = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'))
  if (has('_VBA_PROJECT') || has('Macros')) traits.add('macros')
  if (has('EncryptedPackage')) traits.add('encrypted-document')
}
