/** The restored files, read-only: folders to walk through, single files to take. */
import { Button } from '@mantine/core'
import type { SandboxFolder } from '@mainstay/contract/recovery'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Ago } from '../../../ui/ago.tsx'
import { bytes, count } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { RowsSkeleton } from '../../../ui/skeletons.tsx'
import { fileAddress, folderQuery } from './queries.ts'
import { parentOf } from './words.ts'

export function FilesWindow({ sandboxId }: { sandboxId: string }): JSX.Element {
  const [path, setPath] = useState('')
  return (
    <div className="card card-flush">
      <div className="list-row">
        <Button variant="default" size="compact-sm" disabled={path === ''} onClick={() => setPath(parentOf(path))}>
          Up
        </Button>
        <code className="grow clip">/{path}</code>
      </div>
      <Loaded query={useQuery(folderQuery(sandboxId, path))} skeleton={<RowsSkeleton rows={4} />}>
        {(folder) => <Entries sandboxId={sandboxId} folder={folder} open={setPath} />}
      </Loaded>
    </div>
  )
}

type EntriesProps = { sandboxId: string; folder: SandboxFolder; open: (path: string) => void }

function Entries({ sandboxId, folder, open }: EntriesProps): JSX.Element {
  const at = (name: string): string => (folder.path === '' ? name : `${folder.path}/${name}`)
  return (
    <ul className="sandbox-files">
      {folder.entries.map(({ name, kind, bytes: size, modifiedAt }) => (
        <li key={name} className="list-row">
          <span className="grow clip">
            {kind === 'folder' ? (
              <button type="button" className="link-button" onClick={() => open(at(name))}>
                {name}/
              </button>
            ) : kind === 'file' ? (
              <a href={fileAddress(sandboxId, at(name))} download={name}>
                {name}
              </a>
            ) : (
              <span>
                {name} <span className="soft">({kind === 'link' ? 'link, not followed' : 'no ordinary file'})</span>
              </span>
            )}
          </span>
          <span className="soft num">{kind === 'file' ? bytes(size) : ''}</span>
          <span className="soft num">
            <Ago at={modifiedAt} />
          </span>
        </li>
      ))}
      {folder.entries.length === 0 ? <li className="list-row soft">This folder is empty.</li> : null}
      {folder.left > 0 ? (
        <li className="list-row soft">{count(folder.left, 'more entry', 'more entries')} in this folder are not listed.</li>
      ) : null}
    </ul>
  )
}
