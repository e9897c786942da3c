/** What applies on a device, and why: the signed policy, and the draft that waits for a signature. */
import type { JSX } from 'react'
import type { BackupPolicy, DevicePolicy } from '@mainstay/contract/agent'
import type { DeviceDetail } from '@mainstay/contract/devices'
import { Ago } from '../../ui/ago.tsx'
import { Command } from '../../ui/command.tsx'
import { Facts } from '../../ui/facts.tsx'
import { count, duration } from '../../ui/format.ts'
import { Empty, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { levelMeaning } from '../recovery/levels.ts'
import { commandLine, dumpLine } from './protection-sources.ts'

export function PolicyPart({ device }: { device: DeviceDetail }): JSX.Element {
  const { applied, appliedAt, draft } = device.policy
  return (
    <Section title="What applies here, and why">
      {draft ? <Waiting draft={draft} /> : null}
      {applied ? (
        <div className="card stack">
          <p>
            Revision {applied.revision}
            {appliedAt ? (
              <>
                , applied <Ago at={appliedAt} />
              </>
            ) : null}
            . The agent runs by it because someone in this client’s authority signed it; the server alone cannot change it.
          </p>
          <Facts rows={policyFacts(applied)} />
        </div>
      ) : (
        <Empty title="No signed policy has reached this machine yet">
          Until one does, the agent measures by its built-in default and protects nothing.
        </Empty>
      )}
    </Section>
  )
}

function Waiting({ draft }: { draft: DevicePolicy }): JSX.Element {
  return (
    <Notice tone="attention" title={`Revision ${draft.revision} waits for a signature`}>
      <div className="stack">
        <p>
          {draft.backup ? `It protects ${protectedBy(draft.backup)}. ` : 'It protects nothing. '}Nothing changes on the machine until a
          person signs it where their key lies:
        </p>
        <Command text="./mainstay sign" />
      </div>
    </Notice>
  )
}

export function policyFacts({ backup, collection, programs, fanOutLimit }: DevicePolicy): [string, string][] {
  return [
    ['Measures every', duration(collection.intervalSeconds)],
    ...(backup === null ? [['Protects', 'nothing'] satisfies [string, string]] : backupFacts(backup)),
    ['Programs pinned', [programs.agent ? 'agent' : '', programs.restic ? 'restic' : ''].filter(Boolean).join(', ') || 'none'],
    ['Two signatures above', count(fanOutLimit, 'device')],
  ]
}

function backupFacts(backup: BackupPolicy): [string, string][] {
  return [
    ['Protects', protectedBy(backup)],
    ...(backup.excludes.length === 0 ? [] : [['Leaves out', backup.excludes.join(', ')] satisfies [string, string]]),
    ...sourceFacts(backup),
    ['Backs up every', duration(backup.everyMinutes * 60)],
    ['Loses at most', `${duration(backup.rpoSeconds)} of work (RPO)`],
    ['Is back within', `${duration(backup.rtoSeconds)} (RTO)`],
    ['Proof asked', `${backup.proofLevel}: ${levelMeaning[backup.proofLevel]}`],
    ['A proof counts for', count(backup.proofExpiryDays, 'day')],
    ['Files hashed for proof', count(backup.sampleFiles, 'file')],
  ]
}

function protectedBy({ paths, images }: BackupPolicy): string {
  return images === undefined ? paths.join(', ') : `whole disks: ${images.map(({ device }) => device).join(', ')}`
}

function sourceFacts({ dumps = [], hooks = {} }: BackupPolicy): [string, string][] {
  const facts: [string, string, boolean][] = [
    ['Dumps databases', dumps.map(dumpLine).join(', '), dumps.length > 0],
    ['Runs before', hooks.before === undefined ? '' : commandLine(hooks.before.command), hooks.before !== undefined],
    ['Runs after', hooks.after === undefined ? '' : commandLine(hooks.after.command), hooks.after !== undefined],
  ]
  return facts.flatMap(([name, text, is]) => (is ? [[name, text] satisfies [string, string]] : []))
}
