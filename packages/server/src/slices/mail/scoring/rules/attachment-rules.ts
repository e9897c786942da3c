/** Points for what attachments are and hide. */
import type { AttachmentTrait, Inspected } from '../attachments/inspect.ts'
import type { Hit } from './rule.ts'

const RULES: Record<AttachmentTrait, { weight: number; says: (name: string) => string; policy?: true } | null> = {
  eicar: { weight: 100, says: (name) => `${name} holds the test signature of virus scanners (EICAR)`, policy: true },
  program: { weight: 8, says: (name) => `${name} is a program` },
  'program-in-archive': { weight: 8, says: (name) => `${name} has a program inside` },
  'double-ending': { weight: 6, says: (name) => `${name} is a program that poses as a document` },
  'disguised-name': { weight: 6, says: (name) => `The name of ${name} is written so that its real ending is not seen` },
  shortcut: { weight: 6, says: (name) => `${name} is or has a shortcut that can start programs` },
  'disk-image': { weight: 5, says: (name) => `${name} is a disk image, in which programs slip past checks` },
  onenote: { weight: 4, says: (name) => `${name} is a OneNote file, which can hold programs` },
  'html-smuggling': { weight: 4, says: (name) => `${name} is a page that builds something on the reader's own machine` },
  'html-password-form': { weight: 4, says: (name) => `${name} is a page that asks for a password` },
  macros: { weight: 3, says: (name) => `${name} has macros` },
  'encrypted-archive': { weight: 2.5, says: (name) => `${name} is locked with a password, so nobody could look inside` },
  'encrypted-document': { weight: 1.5, says: (name) => `${name} is encrypted, so nobody could look inside` },
  'archive-too-deep': { weight: 5, says: (name) => `${name} has archives in archives deeper than is opened` },
  'archive-too-large': { weight: 5, says: (name) => `${name} unpacks to more than is opened` },
  'archive-in-archive': { weight: 1, says: (name) => `${name} has an archive inside an archive` },
  'archive-damaged': { weight: 1, says: (name) => `${name} is a damaged archive` },
  'name-lies': { weight: 2, says: (name) => `${name} is not what its name says` },
  'rtf-object': { weight: 3, says: (name) => `${name} has an embedded object that opens by itself` },
  'pdf-launch': { weight: 3, says: (name) => `${name} carries or starts other files` },
  'pdf-script': { weight: 2, says: (name) => `${name} has a script inside` },
  'html-attachment': null,
  'pdf-link': null,
}

export function attachmentHits(attachments: readonly Inspected[]): Hit[] {
  const hits = new Map<AttachmentTrait, Hit>()
  for (const { name, traits } of attachments) {
    for (const trait of traits) {
      const rule = RULES[trait]
      if (rule === null || hits.has(trait)) continue
      hits.set(trait, {
        id: `attachment.${trait}`,
        weight: rule.weight,
        text: `${rule.says(shown(name))}.`,
        ...(rule.weight >= 4 ? { kind: 'malware' as const } : {}),
        ...(rule.policy === undefined ? {} : { policy: rule.policy }),
      })
    }
  }
  return [...hits.values()]
}

/** Names come from the sender: control characters would change how the reason reads. */
function shown(name: string): string {
  const clean = name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 80)
  return clean === '' ? 'An attachment without a name' : `"${clean}"`
}
