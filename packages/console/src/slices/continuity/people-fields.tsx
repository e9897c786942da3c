/** The people of a plan, with what they do and how they are reached. */
import { Button, TextInput } from '@mantine/core'
import type { JSX } from 'react'
import type { PlanPerson } from '@mainstay/contract/continuity'
import { freeKey } from './keys.ts'

export function PeopleFields({ people, set }: { people: readonly PlanPerson[]; set: (people: PlanPerson[]) => void }): JSX.Element {
  const change = (at: number, part: Partial<PlanPerson>): void => set(people.map((one, n) => (n === at ? { ...one, ...part } : one)))
  const add = (): void => {
    set([...people, { key: freeKey('person', people), name: '', does: '', phone: '', email: '' }])
  }
  return (
    <fieldset className="plan-part">
      <legend>Who does what</legend>
      {people.map((one, n) => (
        <div key={one.key} className="plan-fields">
          <TextInput
            label="Name"
            required
            maxLength={120}
            value={one.name}
            onChange={({ currentTarget }) => change(n, { name: currentTarget.value })}
          />
          <TextInput
            label="Does"
            maxLength={300}
            value={one.does}
            onChange={({ currentTarget }) => change(n, { does: currentTarget.value })}
          />
          <TextInput
            label="Telephone"
            type="tel"
            maxLength={60}
            value={one.phone}
            onChange={({ currentTarget }) => change(n, { phone: currentTarget.value })}
          />
          <TextInput
            label="Mail"
            type="email"
            maxLength={200}
            value={one.email}
            onChange={({ currentTarget }) => change(n, { email: currentTarget.value })}
          />
          <div>
            <Button variant="subtle" onClick={() => set(people.filter((_, at) => at !== n))}>
              Take {one.name === '' ? 'this person' : one.name} out
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button variant="default" onClick={add}>
          Add a person
        </Button>
      </div>
    </fieldset>
  )
}
