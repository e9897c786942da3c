/** What somebody wrote themselves: the text of a mail without what it quotes and without the signature. Linear in its length. */

/** Stands above the quoted text of our own mails. */
export const ANSWER_ABOVE = '--- Please answer above this line ---'

/** Lines that begin the quoted mail, in the programs and languages that are met most. */
const BEGINS = [
  /^-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Oryginalna wiadomość|Message d'origine|Forwarded message|Weitergeleitete Nachricht)\s*-{2,}$/i,
  /^_{10,}$/,
  /^On .{1,200} wrote:$/,
  /^Am .{1,200} schrieb .{1,200}:$/,
  /^Le .{1,200} a écrit ?:$/,
  /^W dniu .{1,200} (?:pisze|napisał|napisała):$/,
]
/** The head of a mail as Outlook repeats it: the first line, and the one that must follow soon. */
const HEAD = /^(?:From|Von|De|Od|Van|Från):\s/
const HEAD_GOES_ON = /^(?:Sent|Gesendet|Envoyé|Wysłano|Verzonden|Skickat|Date|Datum):\s/

/** Never empty where the mail was not: whoever writes below the quote, or quotes alone, loses no word. */
export function cutQuoted(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const cut = lines.findIndex((line, n) => beginsQuote(line.trimEnd(), lines[n + 1], lines[n + 2]))
  const own = withoutSignature(cut < 0 ? lines : lines.slice(0, cut))
  while (own.length > 0 && isQuoteOrBlank(own.at(-1) ?? '')) own.pop()
  const kept = own.join('\n').trim()
  return kept === '' ? text.trim() : kept
}

function beginsQuote(line: string, next = '', after = ''): boolean {
  // No line that begins a quote is longer; so each test is bounded.
  if (line.length > 500) return false
  if (line.includes(ANSWER_ABOVE)) return true
  // Gmail breaks a long line in two.
  const two = next.length < 300 ? `${line} ${next.trim()}` : line
  if (BEGINS.some((begin) => begin.test(line)) || (/^(?:On|Am|Le|W dniu) /.test(line) && BEGINS.some((begin) => begin.test(two))))
    return true
  return HEAD.test(line) && (HEAD_GOES_ON.test(next) || HEAD_GOES_ON.test(after))
}

/** RFC 3676, 4.3: two hyphens and a space alone on a line. */
function withoutSignature(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line === '-- ')
  return [...(at < 0 ? lines : lines.slice(0, at))]
}

function isQuoteOrBlank(line: string): boolean {
  return line.trim() === '' || line.startsWith('>')
}
