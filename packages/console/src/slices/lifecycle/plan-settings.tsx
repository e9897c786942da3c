/** What a plan is made with: the cap, how far it looks, lives and prices by kind. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { AssetKind, LifecycleSettings } from '@mainstay/contract/lifecycle'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { minorOf, typed } from '../../ui/money.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { settingsQuery, useSetSettings } from './queries.ts'
import { kindWord } from './wording.ts'

const KINDS = Object.keys(kindWord) as AssetKind[]

export function PlanSettings({ clientId, done }: { clientId: string; done: () => void }): JSX.Element {
  return (
    <Loaded query={useQuery(settingsQuery(clientId))} skeleton={<RowsSkeleton rows={2} />}>
      {(settings) => <Form key={settings.revision} clientId={clientId} settings={settings} done={done} />}
    </Loaded>
  )
}

function Form({ clientId, settings, done }: { clientId: string; settings: LifecycleSettings; done: () => void }): JSX.Element {
  const [currency, setCurrency] = useState(settings.currency)
  const [cap, setCap] = useState(typed(settings.capMinor, settings.currency))
  const [quarters, setQuarters] = useState(settings.quarters)
  const [lives, setLives] = useState(settings.lives)
  const [prices, setPrices] = useState<Partial<Record<AssetKind, string>>>(() =>
    Object.fromEntries(Object.entries(settings.prices).map(([kind, minor]) => [kind, typed(minor, settings.currency)])),
  )
  const save = useSetSettings(clientId)
  const capMinor = minorOf(cap, currency)
  const made = Object.entries(prices)
    .filter(([, text]) => text.trim() !== '')
    .map(([kind, text]) => [kind, minorOf(text, currency)] as const)
  const wrong = capMinor === null || !/^[A-Z]{3}$/.test(currency) || made.some(([, minor]) => minor === null)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (wrong) return
    const next = {
      revision: settings.revision,
      currency,
      capMinor,
      quarters,
      lives,
      prices: Object.fromEntries(made) as LifecycleSettings['prices'],
    }
    save.mutate(next, { onSuccess: done })
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Cap and prices">
      <div className="columns-2">
        <TextInput
          label="At most in a quarter"
          inputMode="decimal"
          required
          value={cap}
          onChange={({ currentTarget }) => setCap(currentTarget.value)}
        />
        <TextInput
          label="Currency"
          required
          maxLength={3}
          value={currency}
          onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
        />
        <NativeSelect
          label="How far it looks"
          value={String(quarters)}
          data={[12, 16, 20].map((value) => ({ value: String(value), label: `${value / 4} years` }))}
          onChange={({ currentTarget }) => setQuarters(Number(currentTarget.value))}
        />
      </div>
      <TableCard label="By kind">
        <table className="table">
          <thead>
            <tr>
              <th>Kind</th>
              <th>Useful life in months</th>
              <th>Price of a replacement</th>
            </tr>
          </thead>
          <tbody>
            {KINDS.map((kind) => (
              <tr key={kind}>
                <td>{kindWord[kind]}</td>
                <td>
                  <TextInput
                    aria-label={`Useful life of a ${kindWord[kind]} in months`}
                    placeholder="usual"
                    type="number"
                    min={1}
                    max={600}
                    value={lives[kind] ?? ''}
                    onChange={({ currentTarget }) => {
                      const { [kind]: _, ...rest } = lives
                      setLives(currentTarget.value === '' ? rest : { ...rest, [kind]: Number(currentTarget.value) })
                    }}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={`Price of a ${kindWord[kind]}`}
                    placeholder="what each cost"
                    inputMode="decimal"
                    value={prices[kind] ?? ''}
                    onChange={({ currentTarget }) => setPrices({ ...prices, [kind]: currentTarget.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableCard>
      {wrong ? <p className="form-failure">The cap and the prices are amounts like 1,250.00; the currency is three letters.</p> : null}
      <FormFailure error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending} disabled={wrong}>
          Save, and plan anew
        </Button>
      </div>
    </form>
  )
}
