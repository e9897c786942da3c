/** A list of assets is brought in: first what would happen, then all of it or nothing. */
import { Button, Modal, Textarea } from '@mantine/core'
import { type ChangeEvent, type JSX, useState } from 'react'
import type { ImportAnswer } from '@mainstay/contract/lifecycle'
import { Command } from '../../ui/command.tsx'
import { count } from '../../ui/format.ts'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { useImport } from './queries.ts'

const EXAMPLE = `name,kind,serial,purchased,price,warranty,system
office-switch,switch,FOC2211A,2021-03-15,890.00,2026-03-15,
gateway,firewall,FGT40F,2022-06-01,640.00,2025-06-01,FortiOS 7.4`

export function ImportDialog({ clientId, opened, close }: { clientId: string; opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="Bring in a list" centered size="xl">
      <Form clientId={clientId} close={close} />
    </Modal>
  )
}

function Form({ clientId, close }: { clientId: string; close: () => void }): JSX.Element {
  const [csv, setCsv] = useState('')
  const bring = useImport(clientId)
  const shown = bring.data?.applied === false ? bring.data : null
  const choose = async ({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = currentTarget.files?.[0]
    if (file === undefined) return
    bring.reset()
    setCsv(await file.text())
  }
  return (
    <div className="stack">
      <p>
        A CSV with a header. Needed are name and kind; dates are written as 2023-05-31. A row whose serial number or name is known already
        adds to what is known.
      </p>
      <Command text={EXAMPLE} label="Example" />
      <label className="stack-tight">
        <span>A file</span>
        <input type="file" accept=".csv,text/csv" onChange={(event) => void choose(event)} />
      </label>
      <Textarea
        label="Or its text"
        autosize
        minRows={4}
        maxRows={12}
        value={csv}
        onChange={({ currentTarget }) => {
          bring.reset()
          setCsv(currentTarget.value)
        }}
      />
      {shown ? <Shown answer={shown} /> : null}
      <FormFailure error={bring.error} />
      <div className="row">
        <Button
          variant="default"
          disabled={csv.trim() === ''}
          loading={bring.isPending}
          onClick={() => bring.mutate({ csv, apply: false })}
        >
          Show what would happen
        </Button>
        {shown && shown.problems.length === 0 ? (
          <Button loading={bring.isPending} onClick={() => bring.mutate({ csv, apply: true }, { onSuccess: close })}>
            Bring in {count(shown.added.length + shown.changed.length, 'row')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Shown({ answer: { problems, added, changed } }: { answer: ImportAnswer }): JSX.Element {
  if (problems.length > 0)
    return (
      <Notice
        tone="broken"
        title={`${count(problems.length, 'problem')}: nothing is brought in until ${problems.length === 1 ? 'it is' : 'they are'} solved`}
      >
        <ul>
          {problems.map(({ row, column, text }) => (
            <li key={`${row} ${column} ${text}`}>
              Row {row}, {column}: {text}
            </li>
          ))}
        </ul>
      </Notice>
    )
  return (
    <Notice tone="good" title={`${added.length} new, ${changed.length} changed`}>
      {[...added, ...changed].slice(0, 20).join(', ')}
      {added.length + changed.length > 20 ? ' …' : ''}
    </Notice>
  )
}
