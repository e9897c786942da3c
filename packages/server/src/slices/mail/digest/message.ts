/** The digest itself: a message that lists what is held for one recipient, each with its link. */
import { mayReleaseItself } from '../domain/decide.ts'
import { rfc5322Date } from '../queue/trace-headers.ts'
import type { Delivery } from '../queue/delivery.ts'
import { html } from '../../../platform/pages/index.ts'

type Digest = { gateway: string; recipient: string; id: string; now: Date; held: readonly { delivery: Delivery; link: string }[] }

export function digestMessage({ gateway, recipient, id, now, held }: Digest): string {
  const title = `${held.length} ${held.length === 1 ? 'message is' : 'messages are'} held for you`
  const why = (delivery: Delivery): string => delivery.reasons[0]?.text ?? ''
  const text = held
    .map(({ delivery, link }) => `From: ${delivery.fromHeader}\r\nSubject: ${delivery.subject}\r\nWhy: ${why(delivery)}\r\n${link}\r\n`)
    .join('\r\n')
  const rows = held.map(
    ({ delivery, link }) =>
      html`<tr><td style="padding:8px;border-bottom:1px solid #ddd"><b>${delivery.subject}</b><br>${delivery.fromHeader}<br><span style="color:#555">${why(delivery)}</span><br><a href="${link}">${mayReleaseItself(delivery.reasons) ? 'Look at it, deliver or block it' : 'Look at it'}</a></td></tr>`,
  )
  const page = html`<html><body style="font-family:sans-serif"><h1 style="font-size:18px">${title}</h1><p>They were stopped before they reached your mailbox. If one is wanted, open it and say so.</p><table style="border-collapse:collapse;width:100%">${rows}</table></body></html>`
  const boundary = `held-${id}`
  return [
    `From: "Held mail" <held-mail@${gateway}>`,
    `To: <${recipient}>`,
    `Subject: ${title}`,
    `Date: ${rfc5322Date(now)}`,
    `Message-ID: <${id}@${gateway}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part(boundary, 'text/plain', `${title}\r\n\r\n${text}`),
    ...part(boundary, 'text/html', page.html),
    `--${boundary}--`,
    '',
  ].join('\r\n')
}

/** Base64, so that whatever strangers write as a subject makes no line too long and no byte too high. */
function part(boundary: string, type: string, text: string): string[] {
  const lines =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  return [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '', ...lines, '']
}
