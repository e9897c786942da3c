/** Bytes to text in the charset that a message names; what is unknown or wrong is read all the same. */
import { TextDecoder } from 'node:util'
import type { MimeDefect } from './types.ts'

/** Names that occur in mail and are not in the WHATWG's list of labels. */
const ALIASES: Record<string, string> = {
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'ansi_x3.4-1968': 'utf-8',
  '7bit': 'utf-8',
  '8bit': 'utf-8',
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'cp-850': 'windows-1252',
  cp850: 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1-windows-3.1-latin-1': 'windows-1252',
  'x-gbk': 'gbk',
  'ks_c_5601-1987': 'euc-kr',
}

const decoders = new Map<string, TextDecoder | null>()

export function decodeCharset(bytes: Uint8Array, label: string, defects?: Set<MimeDefect>): string {
  const name = label.trim().toLowerCase().slice(0, 60)
  const decoder = decoderOf(ALIASES[name] ?? (name === '' ? 'utf-8' : name))
  if (decoder === null) defects?.add('unknown-charset')
  if (decoder !== null && decoder.encoding !== 'utf-8') return decoder.decode(bytes)
  const text = (decoder ?? UTF8).decode(bytes)
  if (!text.includes('\ufffd')) return text
  defects?.add('wrong-charset')
  return WINDOWS.decode(bytes)
}

function decoderOf(label: string): TextDecoder | null {
  const known = decoders.get(label)
  if (known !== undefined) return known
  let decoder: TextDecoder | null
  try {
    decoder = new TextDecoder(label)
  } catch {
    decoder = null
  }
  // A sender chooses the label, so what is kept of them is bounded.
  if (decoders.size < 200) decoders.set(label, decoder)
  return decoder
}

const UTF8 = new TextDecoder('utf-8')
const WINDOWS = new TextDecoder('windows-1252')
