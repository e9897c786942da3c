/** The text of a stranger's message in a frame that runs nothing, loads nothing and leads nowhere: its links are text. */
import type { JSX } from 'react'

export function PreviewFrame({ text }: { text: string | null }): JSX.Element {
  if (text === null) return <p className="soft">It has no text.</p>
  return <iframe className="mail-frame" title="Text of the message" sandbox="" srcDoc={previewDocument(text)} />
}

/** The page's own policy holds in the frame too; this one holds by itself. Attributes instead of styles, since no style is let in. */
export function previewDocument(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\r?\n/g, '<br>')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>Message</title></head><body bgcolor="#ffffff" text="#131820"><font face="sans-serif" size="2">${escaped}</font></body></html>`
}
