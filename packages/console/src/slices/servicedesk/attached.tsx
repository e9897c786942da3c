/** What is attached to a message: a file to save each, or why its bytes are not here. */
import type { JSX } from 'react'
import type { Attachment } from '@mainstay/contract/servicedesk'
import { bytes } from '../../ui/format.ts'
import { ToneMark } from '../../ui/tone-mark.tsx'

/** `at`: the ticket's address in the API, of the console or of the portal. */
export function Attached({ at, files }: { at: string; files: readonly Attachment[] }): JSX.Element | null {
  if (files.length === 0) return null
  return (
    <ul className="stack-tight small attached" aria-label="Attached">
      {files.map(({ id, name, size, scan, found, kept }) => (
        <li key={id} className="mail-break">
          {kept ? (
            <>
              <a href={`/api${at}/attachments/${id}`} download={name}>
                {name}
              </a>{' '}
              <span className="soft">
                {bytes(size)}, {scan === 'clean' ? 'no virus found' : 'not scanned: no scanner is set up'}
              </span>
            </>
          ) : (
            <ToneMark tone="broken">
              {name} is not kept: {found ?? 'malware'} was found in it
            </ToneMark>
          )}
        </li>
      ))}
    </ul>
  )
}
