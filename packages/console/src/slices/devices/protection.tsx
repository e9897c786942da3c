/** Protecting a machine: what, how often, with which promise and which proof. It becomes a draft that a person signs. */
import { Button, NativeSelect, NumberInput, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DeviceDetail } from '@mainstay/contract/devices'
import { CHECK_LINES_HELP } from '@mainstay/contract/recovery'
import { Command } from '../../ui/command.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { levelMeaning, provableLevels } from '../recovery/levels.ts'
import { changeOf, formOf, hasNumberProblem, numberProblem, problemOf, type ProtectionForm } from './policy-draft.ts'
import { SourcesPart } from './protection-sources-part.tsx'
import { deviceQuery, type PolicyDraft, useDraftPolicy } from './queries.ts'
import './protection.css'

export function Protection(): JSX.Element {
  const { deviceId } = useParams({ from: '/app/devices/$deviceId/protection' })
  return (
    <Loaded query={useQuery(deviceQuery(deviceId))} skeleton={<TitleSkeleton />}>
      {(device) => <Form device={device} />}
    </Loaded>
  )
}

function Form({ device }: { device: DeviceDetail }): JSX.Element {
  const [form, setForm] = useState(() => formOf(device.policy.draft ?? device.policy.applied))
  const draft = useDraftPolicy(device.id)
  const problem = problemOf(form)
  const set = (change: Partial<ProtectionForm>): void => setForm((now) => ({ ...now, ...change }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    draft.mutate(changeOf(form))
  }
  const over = (
    <Link to="/devices/$deviceId" params={{ deviceId: device.id }}>
      {device.hostname}
    </Link>
  )
  if (draft.data) return <Signing device={device} draft={draft.data} />
  return (
    <Page title={`What to protect on ${device.hostname}`} over={over} lead="Nothing changes on the machine until a person signs the draft.">
      <form className="card protection" onSubmit={submit}>
        <SourcesPart deviceId={device.id} form={form} set={set} />
        <PromisePart form={form} set={set} />
        <ProofPart form={form} set={set} />
        {problem ? <Notice tone="attention" title={problem} /> : <FormFailure error={draft.error} />}
        <div className="row">
          <Button type="submit" loading={draft.isPending} disabled={problem !== null || hasNumberProblem(form)}>
            Make the draft
          </Button>
        </div>
      </form>
    </Page>
  )
}

type PartProps = { form: ProtectionForm; set: (change: Partial<ProtectionForm>) => void }

function PromisePart({ form, set }: PartProps): JSX.Element {
  return (
    <fieldset className="protection-part">
      <legend>The promise</legend>
      <NumberField
        label="Back up every"
        suffix=" min"
        value={form.everyMinutes}
        error={numberProblem(form, 'everyMinutes')}
        onChange={(everyMinutes) => set({ everyMinutes })}
      />
      <NumberField
        label="Lose at most (RPO)"
        suffix=" h"
        value={form.rpoHours}
        error={numberProblem(form, 'rpoHours')}
        onChange={(rpoHours) => set({ rpoHours })}
      />
      <NumberField
        label="Be back within (RTO)"
        suffix=" h"
        value={form.rtoHours}
        error={numberProblem(form, 'rtoHours')}
        onChange={(rtoHours) => set({ rtoHours })}
      />
    </fieldset>
  )
}

function ProofPart({ form, set }: PartProps): JSX.Element {
  return (
    <fieldset className="protection-part">
      <legend>The proof</legend>
      <NativeSelect
        label="Level asked"
        value={form.proofLevel}
        data={provableLevels.map((level) => ({ value: level, label: `${level}: ${levelMeaning[level]}` }))}
        onChange={({ currentTarget }) => set({ proofLevel: provableLevels.find((level) => level === currentTarget.value) ?? 'L2' })}
      />
      {form.proofLevel === 'L3' || form.proofLevel === 'L4' ? (
        <Textarea
          label="Checks of the started server"
          description={`${CHECK_LINES_HELP}. A backup of files starts only when it holds the whole system.`}
          autosize
          minRows={2}
          value={form.checks}
          onChange={({ currentTarget }) => set({ checks: currentTarget.value })}
        />
      ) : null}
      <NumberField
        label="It counts for"
        suffix=" days"
        value={form.proofExpiryDays}
        error={numberProblem(form, 'proofExpiryDays')}
        onChange={(proofExpiryDays) => set({ proofExpiryDays })}
      />
      <NumberField
        label="Files hashed at backup time"
        value={form.sampleFiles}
        error={numberProblem(form, 'sampleFiles')}
        onChange={(sampleFiles) => set({ sampleFiles })}
      />
    </fieldset>
  )
}

type NumberProps = { label: string; suffix?: string; value: number; error: string | null; onChange: (value: number) => void }

/** What was typed stays as it is: a number that is put right in silence is not what the person asked for. */
function NumberField({ value, onChange, suffix = '', ...rest }: NumberProps): JSX.Element {
  return (
    <NumberInput
      {...rest}
      value={Number.isNaN(value) ? '' : value}
      suffix={suffix}
      required
      clampBehavior="none"
      hideControls
      onChange={(typed) => onChange(typed === '' ? Number.NaN : Number(typed))}
    />
  )
}

function Signing({ device, draft }: { device: DeviceDetail; draft: PolicyDraft }): JSX.Element {
  // The device is read anew when its agent reports the policy, so the page answers by itself.
  if ((device.policy.applied?.revision ?? 0) >= draft.revision) return <Applied device={device} revision={draft.revision} />
  return (
    <Page
      title={`Revision ${draft.revision} for ${device.hostname} waits for your signature`}
      lead="The draft lies on the server. It reaches the machine once a person of this client’s authority has signed it."
    >
      <div className="card stack">
        <p>Run this where your signing key lies. It shows what you are about to sign, then asks.</p>
        <Command text={draft.signWith} />
        <p className="soft">The agent verifies the signature, the client, the machine and the time before it does anything.</p>
        <Link to="/devices/$deviceId" params={{ deviceId: device.id }}>
          Back to {device.hostname}
        </Link>
      </div>
    </Page>
  )
}

function Applied({ device, revision }: { device: DeviceDetail; revision: number }): JSX.Element {
  return (
    <Page title={`Revision ${revision} is signed, and ${device.hostname} runs by it`}>
      <Notice tone="good" title="The agent verified the signature and applied it">
        <p>
          {device.policy.applied?.backup ? 'It backs up by itself now, and each backup is tested. ' : ''}
          <Link to="/devices/$deviceId" params={{ deviceId: device.id }}>
            Back to {device.hostname}
          </Link>
        </p>
      </Notice>
    </Page>
  )
}
