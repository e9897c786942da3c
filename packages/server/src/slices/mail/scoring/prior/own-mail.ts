/** Messages made of our own texts: as many as wanted, the same for the same seed. */
import { generator } from '../model/logistic.ts'
import { type OwnText, PHISHING, SPAM, WANTED } from './own-text.ts'

const TEXTS = { ham: WANTED, spam: SPAM, phish: PHISHING }

export function ownMail(label: keyof typeof TEXTS, count: number, seed = 1): Buffer[] {
  const random = generator(seed * 7919 + label.length)
  const texts = TEXTS[label]
  return Array.from({ length: count }, (_, index) => {
    const text = texts[index % texts.length]
    if (text === undefined) throw new Error('there are no texts')
    return message(text, random)
  })
}

function message(text: OwnText, random: () => number): Buffer {
  const body = fill(text.text, random)
  const lines = [
    `From: ${fill(text.from, random)}`,
    'To: <office@own.example>',
    `Subject: =?utf-8?B?${Buffer.from(fill(text.subject, random)).toString('base64')}?=`,
    'Date: Tue, 3 Mar 2026 10:00:00 +0000',
    ...(text.reply === undefined ? [] : [`In-Reply-To: <${Math.floor(random() * 1e9)}@own.example>`]),
    'MIME-Version: 1.0',
    `Content-Type: text/${text.html === undefined ? 'plain' : 'html'}; charset=utf-8`,
    'Content-Transfer-Encoding: 8bit',
    '',
    text.html === undefined ? body : page(body),
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

function page(body: string): string {
  const paragraphs = body.split('\n\n').map(
    (one) =>
      `<p>${one
        .replaceAll('&', '&amp;')
        .replace(/https?:\/\/\S+/g, (url) => `<a href="${url}">${url}</a>`)
        .replaceAll('\n', '<br>')}</p>`,
  )
  return `<html><body>${paragraphs.join('\r\n')}</body></html>`
}

function fill(text: string, random: () => number): string {
  return text
    .replace(/\{([^{}]*)\}/g, (_all, choices: string) => {
      const list = choices.split('|')
      return list[Math.floor(random() * list.length)] ?? ''
    })
    .replace(/#/g, () => String(Math.floor(random() * 10)))
}
