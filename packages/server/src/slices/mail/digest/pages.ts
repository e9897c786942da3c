/** What a recipient sees behind the link of a digest: the held message, why it was held, and two answers. */
import type { Delivery } from '../queue/delivery.ts'
import type { Preview } from '../views/preview.ts'
import { html, type Html, page } from '../../../platform/pages/index.ts'

export function heldPage({ delivery, preview, mayRelease }: { delivery: Delivery; preview: Preview; mayRelease: boolean }): string {
  const why = delivery.reasons.map(({ text }) => html`<dd>${text}</dd>`)
  const files = preview.attachments.map(({ name, mediaType }) => html`<dd>${name === '' ? mediaType : name}</dd>`)
  return page(
    'Is this message wanted?',
    html`<dl><dt>From</dt><dd>${delivery.fromHeader}</dd><dt>Subject</dt><dd>${delivery.subject}</dd><dt>Came</dt><dd>${delivery.receivedAt.toUTCString()}</dd>
<dt>Why it was held</dt>${why}${files.length === 0 ? html`` : html`<dt>Attached</dt>${files}`}</dl>
<p>The text of the message. Links in it are not links here.</p><pre>${(preview.text ?? 'It has no text.').slice(0, 20_000)}</pre>
${mayRelease ? form('release', 'Deliver it to me', 'and never hold mail of this sender again, when the sender is proven') : html`<p>It carries known malware or was stopped by a rule. Only your provider can release it.</p>`}
${form('block', 'I do not want it', 'and refuse mail of this sender from now on', 'quiet')}`,
  )
}

function form(action: 'release' | 'block', word: string, also: string, look = ''): Html {
  return html`<form method="post"><input type="hidden" name="action" value="${action}"><button class="${look}">${word}</button><label><input type="checkbox" name="sender" value="yes"> ${also}</label></form>`
}

export function donePage(action: 'release' | 'block', { recipient, subject }: Pick<Delivery, 'recipient' | 'subject'>): string {
  const text =
    action === 'release' ? html`<p>“${subject}” is on its way to ${recipient}.</p>` : html`<p>“${subject}” will not be delivered.</p>`
  return page(action === 'release' ? 'The message is delivered' : 'The message is blocked', text)
}
