/** A party of an invoice: name, address, VAT identifier. */
import { Checkbox, TextInput } from '@mantine/core'
import type { JSX } from 'react'
import type { Party } from '@mainstay/contract/agreements'

const EMPTY: Party = { name: '', street: '', city: '', postCode: '', country: '', vatId: null }

export function PartyFields({
  title,
  party,
  change,
}: {
  title: string
  party: Party | null
  change: (to: Party | null) => void
}): JSX.Element {
  return (
    <fieldset className="stack">
      <Checkbox
        label={`${title}: write down name and address`}
        checked={party !== null}
        onChange={(e) => change(e.currentTarget.checked ? EMPTY : null)}
      />
      {party === null ? null : (
        <div className="columns-2">
          <TextInput label="Name" required value={party.name} onChange={(e) => change({ ...party, name: e.currentTarget.value })} />
          <TextInput label="Street" required value={party.street} onChange={(e) => change({ ...party, street: e.currentTarget.value })} />
          <TextInput
            label="Post code"
            required
            value={party.postCode}
            onChange={(e) => change({ ...party, postCode: e.currentTarget.value })}
          />
          <TextInput label="City" required value={party.city} onChange={(e) => change({ ...party, city: e.currentTarget.value })} />
          <TextInput
            label="Country"
            placeholder="DE"
            required
            maxLength={2}
            value={party.country}
            onChange={(e) => change({ ...party, country: e.currentTarget.value.toUpperCase() })}
          />
          <TextInput
            label="VAT identifier"
            placeholder="DE123456789"
            value={party.vatId ?? ''}
            onChange={(e) => change({ ...party, vatId: e.currentTarget.value.toUpperCase() || null })}
          />
        </div>
      )}
    </fieldset>
  )
}
