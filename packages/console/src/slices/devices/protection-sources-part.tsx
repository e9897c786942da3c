/** The part of the protection form that says what is backed up: folders or disks, dumps, programs around it; and what the agent proposes. */
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { Coverage } from '@mainstay/contract/recovery'
import { coverageQuery } from '../recovery/queries.ts'
import type { ProtectionForm } from './policy-draft.ts'
import { DUMP_LINES_HELP, dumpLine, HOOK_HELP } from './protection-sources.ts'

type PartProps = { deviceId: string; form: ProtectionForm; set: (change: Partial<ProtectionForm>) => void }

export function SourcesPart({ deviceId, form, set }: PartProps): JSX.Element {
  const coverage = useQuery(coverageQuery(deviceId)).data
  return (
    <>
      {coverage?.proposal ? <Proposal proposal={coverage.proposal} form={form} set={set} /> : null}
      <NativeSelect
        label="What is backed up"
        value={form.kind}
        data={[
          { value: 'files', label: 'Folders: small, single files come back, a bootable disk is made of a whole system' },
          { value: 'image', label: 'Whole disks: starts as it is, also what is no Linux' },
        ]}
        onChange={({ currentTarget }) => set({ kind: currentTarget.value === 'image' ? 'image' : 'files' })}
      />
      {form.kind === 'files' ? <Folders form={form} set={set} /> : <Disks form={form} set={set} disks={coverage?.disks ?? []} />}
      <Textarea
        label="Dumps of databases"
        description={`${DUMP_LINES_HELP}. Made by the database’s own tool, consistent while it runs.`}
        autosize
        minRows={2}
        value={form.dumps}
        onChange={({ currentTarget }) => set({ dumps: currentTarget.value })}
      />
      <Programs form={form} set={set} />
    </>
  )
}

function Proposal({
  proposal,
  form,
  set,
}: Omit<PartProps, 'deviceId'> & { proposal: NonNullable<Coverage['proposal']> }): JSX.Element | null {
  const dumps = proposal.dumps.map(dumpLine).join('\n')
  const taken = { kind: 'files' as const, paths: proposal.paths.join('\n'), excludes: proposal.excludes.join('\n'), dumps }
  if (form.paths === taken.paths && form.dumps === dumps && form.kind === 'files') return null
  const what = proposal.dumps.length === 0 ? '' : `, and a dump of ${proposal.dumps.map(dumpLine).join(', ')}`
  return (
    <div className="stack-tight">
      <strong>The agent looked at the machine and proposes the whole system</strong>
      <span>
        {proposal.paths.join(', ')}
        {what}.
      </span>
      <div>
        <Button variant="default" onClick={() => set(taken)}>
          Take the proposal
        </Button>
      </div>
    </div>
  )
}

function Folders({ form, set }: Omit<PartProps, 'deviceId'>): JSX.Element {
  return (
    <>
      <Textarea
        label="Folders"
        description="One full path a line; each brings its own file system and no other. Leave it empty to protect nothing."
        autosize
        minRows={3}
        value={form.paths}
        onChange={({ currentTarget }) => set({ paths: currentTarget.value })}
      />
      <Textarea
        label="Left out"
        description="One pattern a line, as restic reads them: *.tmp, /srv/data/cache"
        autosize
        minRows={2}
        value={form.excludes}
        onChange={({ currentTarget }) => set({ excludes: currentTarget.value })}
      />
    </>
  )
}

function Disks({ form, set, disks }: Omit<PartProps, 'deviceId'> & { disks: Coverage['disks'] }): JSX.Element {
  const there = disks.length === 0 ? '' : ` The agent saw ${disks.map(({ device }) => device).join(', ')}.`
  return (
    <Textarea
      label="Disks"
      description={`One a line, the one that the server starts from first.${there} A logical volume is read from a snapshot; another that is in use may be torn, and the backup says so.`}
      autosize
      minRows={2}
      value={form.disks}
      onChange={({ currentTarget }) => set({ disks: currentTarget.value })}
    />
  )
}

function Programs({ form, set }: Omit<PartProps, 'deviceId'>): JSX.Element {
  return (
    <fieldset className="protection-part">
      <legend>Programs around it</legend>
      <TextInput
        label="Before"
        description={`${HOOK_HELP}. When it fails, nothing is backed up.`}
        value={form.before}
        onChange={({ currentTarget }) => set({ before: currentTarget.value })}
      />
      <TextInput
        label="After"
        description="Runs however the backup ended."
        value={form.after}
        onChange={({ currentTarget }) => set({ after: currentTarget.value })}
      />
      <NumberInput
        label="Each for at most"
        suffix=" min"
        hideControls
        clampBehavior="none"
        value={Number.isNaN(form.hookMinutes) ? '' : form.hookMinutes}
        onChange={(typed) => set({ hookMinutes: typed === '' ? Number.NaN : Number(typed) })}
      />
    </fieldset>
  )
}
