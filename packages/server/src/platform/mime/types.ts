/** What the reader of messages gives: headers, the tree of parts, and what it had to cut or guess. */

export type MimeHeader = {
  /** In lower case. */
  name: string
  /** As the sender wrote the name: some programs betray themselves by it. */
  rawName: string
  /** Unfolded, not decoded. */
  value: string
}

/** What was wrong with a message, or what the bounds left out. Nothing here is an error: mail is read as far as it goes. */
export type MimeDefect =
  | 'headers-cut'
  | 'header-value-cut'
  | 'headers-end-without-blank-line'
  | 'no-body'
  | 'parts-cut'
  | 'nesting-cut'
  | 'multipart-without-boundary'
  | 'multipart-without-parts'
  | 'multipart-unfinished'
  | 'nul-bytes'
  | 'bare-carriage-return'
  | 'unknown-charset'
  | 'wrong-charset'
  | 'unknown-transfer-encoding'
  | 'base64-damaged'
  | 'quoted-printable-damaged'
  | 'text-cut'

export type MimePart = {
  headers: MimeHeader[]
  /** `text/plain` where nothing (readable) is said. */
  mediaType: string
  /** Of Content-Type, names in lower case, values decoded. */
  parameters: ReadonlyMap<string, string>
  disposition: 'inline' | 'attachment' | 'other' | null
  /** Decoded (RFC 2231, RFC 2047), as the sender wants it to be shown: may hold anything, slashes too. */
  filename: string | null
  contentId: string | null
  transferEncoding: string
  depth: number
  children: MimePart[]
  /** Where the body lies in the message: offsets of its first byte and the one after its last. */
  start: number
  end: number
}

export type MimeMessage = {
  raw: Uint8Array
  root: MimePart
  /** Parts without children, in their order; of `message/rfc822` its inner parts stand here too. */
  leaves: MimePart[]
  defects: ReadonlySet<MimeDefect>
}

export type MimeLimits = {
  headers: number
  /** Characters of one unfolded header. */
  headerValue: number
  parts: number
  depth: number
  /** Bytes of a text part that are decoded to text. */
  text: number
}

export const DEFAULT_LIMITS: MimeLimits = { headers: 1000, headerValue: 65_536, parts: 500, depth: 20, text: 2_000_000 }
