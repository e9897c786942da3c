/** The terms of an agreement: a new one, or a change of one. */
import { Button, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Agreement, Party, Rounding, SetAgreement } from '@mainstay/contract/agreements'
import { FormFailure } from '../../ui/messages.tsx'
import { PartyFields } from './party-fields.tsx'
import { useSetAgreement } from './queries.ts'
import { minorOf, money, roundingWord } from './wording.ts'

const NEW: Omit<SetAgreement, 'startsOn'> = {
  plan: '',
  currency: 'EUR',
  endsOn: null,
  minimumMinor: 0,
  rounding: 'half-up',
  taxBasisPoints: 0,
  timeStepMinutes: 15,
  renewal: { months: 0, noticeDays: 0, likelyPercent: null },
  recoveryPromise: '',
  buyer: null,
}

export function AgreementForm({
  clientId,
  before,
  today,
  close,
}: {
  clientId: string
  before: Agreement | null
  today: string
  close: () => void
}): JSX.Element {
  const [terms, setTerms] = useState<SetAgreement>(() => (before === null ? { ...NEW, startsOn: today } : termsOf(before)))
  const [minimum, setMinimum] = useState(() => money(terms.minimumMinor, terms.currency).replaceAll(',', '').split(' ')[0] ?? '0')
  const save = useSetAgreement(clientId)
  const change = (part: Partial<SetAgreement>): void => setTerms((now) => ({ ...now, ...part }))
  const minimumMinor = /^[A-Z]{3}$/.test(terms.currency) ? minorOf(minimum, terms.currency) : null
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (minimumMinor === null) return
    save.mutate({ id: before?.id ?? null, terms: { ...terms, minimumMinor } }, { onSuccess: close })
  }
  return (
    <Modal opened onClose={close} title={before === null ? 'A new agreement' : before.plan} centered size="lg">
      <form className="stack" onSubmit={submit}>
        <TextInput label="Plan" required maxLength={200} value={terms.plan} onChange={(e) => change({ plan: e.currentTarget.value })} />
        <div className="columns-2">
          <TextInput
            label="First day"
            type="date"
            required
            value={terms.startsOn}
            onChange={(e) => change({ startsOn: e.currentTarget.value })}
          />
          <TextInput
            label="Last day"
            description="Empty: until further notice"
            type="date"
            value={terms.endsOn ?? ''}
            onChange={(e) => change({ endsOn: e.currentTarget.value || null })}
          />
          <NumberInput
            label="Goes on by itself for so many months"
            min={0}
            max={120}
            value={terms.renewal.months}
            onChange={(months) => change({ renewal: { ...terms.renewal, months: Number(months) } })}
          />
          <NumberInput
            label="Days of notice"
            min={0}
            max={730}
            value={terms.renewal.noticeDays}
            onChange={(days) => change({ renewal: { ...terms.renewal, noticeDays: Number(days) } })}
          />
          <NumberInput
            label="Chance that it goes on, percent"
            description="Empty: nobody has said it"
            min={0}
            max={100}
            value={terms.renewal.likelyPercent ?? ''}
            onChange={(percent) =>
              change({ renewal: { ...terms.renewal, likelyPercent: percent === '' ? null : Math.round(Number(percent)) } })
            }
          />
          <TextInput
            label="Currency"
            required
            maxLength={3}
            value={terms.currency}
            onChange={(e) => change({ currency: e.currentTarget.value.toUpperCase() })}
          />
          <TextInput
            label="Least of a month"
            required
            value={minimum}
            error={minimumMinor === null ? 'An amount such as 250.00' : null}
            onChange={(e) => setMinimum(e.currentTarget.value)}
          />
          <NumberInput
            label="VAT, percent"
            min={0}
            max={100}
            decimalScale={2}
            value={terms.taxBasisPoints / 100}
            onChange={(percent) => change({ taxBasisPoints: Math.round(Number(percent) * 100) })}
          />
          <NativeSelect
            label="Rounding of a cent"
            value={terms.rounding}
            data={Object.entries(roundingWord).map(([value, label]) => ({ value, label }))}
            onChange={(e) => change({ rounding: e.currentTarget.value as Rounding })}
          />
          <NumberInput
            label="Time is billed in steps of minutes"
            min={1}
            max={60}
            value={terms.timeStepMinutes}
            onChange={(step) => change({ timeStepMinutes: Number(step) })}
          />
        </div>
        <Textarea
          label="What is promised for recovery"
          description="In the contract’s words."
          autosize
          minRows={2}
          maxLength={2000}
          value={terms.recoveryPromise}
          onChange={(e) => change({ recoveryPromise: e.currentTarget.value })}
        />
        <PartyFields title="Who is billed" party={terms.buyer} change={(buyer: Party | null) => change({ buyer })} />
        <FormFailure error={save.error} />
        <div>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function termsOf({
  id: _id,
  clientId: _client,
  prices: _prices,
  setAt: _at,
  setBy: _by,
  noticeBy: _notice,
  ...terms
}: Agreement): SetAgreement {
  return terms
}
