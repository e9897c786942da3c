/** The systems of a plan in the order in which they are brought back. */
import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { JSX } from 'react'
import type { PlanContent, PlanSystem } from '@mainstay/contract/continuity'
import { freeKey, moved } from './keys.ts'

type Props = { content: PlanContent; set: (systems: PlanSystem[]) => void }

export function SystemFields({ content, set }: Props): JSX.Element {
  const { systems, people } = content
  const change = (at: number, part: Partial<PlanSystem>): void => set(systems.map((one, n) => (n === at ? { ...one, ...part } : one)))
  const add = (): void => {
    set([
      ...systems,
      { key: freeKey('system', systems), deviceId: null, name: '', purpose: '', dependsOn: [], responsible: null, steps: '' },
    ])
  }
  const remove = (key: string): void =>
    set(systems.filter((one) => one.key !== key).map((one) => ({ ...one, dependsOn: one.dependsOn.filter((other) => other !== key) })))
  return (
    <fieldset className="plan-part">
      <legend>Systems, the first comes back first</legend>
      {systems.map((one, n) => (
        <fieldset key={one.key} className="plan-part">
          <legend>
            {n + 1}. {one.name}
          </legend>
          <div className="plan-fields">
            <TextInput
              label="Name"
              required
              maxLength={120}
              value={one.name}
              onChange={({ currentTarget }) => change(n, { name: currentTarget.value })}
            />
            <TextInput
              label="What it is for"
              maxLength={300}
              value={one.purpose}
              onChange={({ currentTarget }) => change(n, { purpose: currentTarget.value })}
            />
            <NativeSelect
              label="Brought back by"
              value={one.responsible ?? ''}
              data={[{ value: '', label: 'nobody yet' }, ...people.map(({ key, name }) => ({ value: key, label: name }))]}
              onChange={({ currentTarget }) => change(n, { responsible: currentTarget.value === '' ? null : currentTarget.value })}
            />
            <MultiSelect
              label="After"
              placeholder={one.dependsOn.length === 0 ? 'nothing' : ''}
              value={one.dependsOn}
              data={systems.slice(0, n).map(({ key, name }) => ({ value: key, label: name === '' ? key : name }))}
              onChange={(dependsOn) => change(n, { dependsOn })}
            />
          </div>
          <Textarea
            label="How it is brought back"
            autosize
            minRows={2}
            maxLength={4000}
            value={one.steps}
            onChange={({ currentTarget }) => change(n, { steps: currentTarget.value })}
          />
          <div className="row">
            <Button
              variant="default"
              disabled={n === 0}
              aria-label={`Bring ${one.name} back earlier`}
              onClick={() => set(moved(systems, n, -1))}
            >
              Earlier
            </Button>
            <Button
              variant="default"
              disabled={n === systems.length - 1}
              aria-label={`Bring ${one.name} back later`}
              onClick={() => set(moved(systems, n, 1))}
            >
              Later
            </Button>
            <Button variant="subtle" onClick={() => remove(one.key)}>
              Take it out
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button variant="default" onClick={add}>
          Add what is not watched here
        </Button>
      </div>
    </fieldset>
  )
}
