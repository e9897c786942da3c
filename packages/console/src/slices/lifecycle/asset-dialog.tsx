/** One asset is written down or changed. What its agent knows comes from there. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Asset } from '@mainstay/contract/lifecycle'
import { FormFailure } from '../../ui/messages.tsx'
import { minorOf } from '../../ui/money.ts'
import { fieldsOf, textsOf } from './asset-fields.ts'
import { useAddAsset, useEditAsset, useRetire } from './queries.ts'
import { kindWord } from './wording.ts'

type DialogProps = { clientId: string; currency: string; of: Asset | 'add' | null; close: () => void }

export function AssetDialog({ clientId, currency, of, close }: DialogProps): JSX.Element {
  return (
    <Modal opened={of !== null} onClose={close} title={of === 'add' || of === null ? 'A thing with an age' : of.name} centered size="lg">
      {of === null ? null : <Form clientId={clientId} currency={currency} asset={of === 'add' ? null : of} close={close} />}
    </Modal>
  )
}

function Form({
  clientId,
  currency,
  asset,
  close,
}: {
  clientId: string
  currency: string
  asset: Asset | null
  close: () => void
}): JSX.Element {
  const [text, setText] = useState(() => textsOf(asset, currency))
  const add = useAddAsset(clientId)
  const edit = useEditAsset()
  const retire = useRetire()
  const set = (name: keyof typeof text, value: string): void => setText({ ...text, [name]: value })
  const wrong = [text.price, text.replacement].some((one) => one.trim() !== '' && minorOf(one, currency) === null)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (wrong) return
    const fields = fieldsOf(text, currency)
    if (asset === null) add.mutate(fields, { onSuccess: close })
    else edit.mutate({ id: asset.id, fields, revision: asset.revision }, { onSuccess: close })
  }
  const field = (
    name: keyof typeof text,
    label: string,
    more: { type?: string; description?: string; required?: boolean } = {},
  ): JSX.Element => (
    <TextInput label={label} value={text[name]} onChange={({ currentTarget }) => set(name, currentTarget.value)} {...more} />
  )
  return (
    <form className="stack" onSubmit={submit}>
      {field('name', 'Name', { required: true })}
      <NativeSelect
        label="Kind"
        value={text.kind}
        data={Object.entries(kindWord).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget }) => set('kind', currentTarget.value)}
      />
      <div className="columns-2">
        {field('vendor', 'Vendor')}
        {field('model', 'Model')}
        {field('serial', 'Serial number')}
        {field('bundle', 'Replaced together with', { description: 'Things with the same word here go in one quarter.' })}
      </div>
      {field('system', 'System', {
        description: asset?.deviceId
          ? 'Its agent says it; write it only where the agent cannot know, as the edition.'
          : 'As “FortiOS 7.4” or “windows-server 2019”.',
      })}
      <div className="columns-2">
        {field('purchasedOn', 'Bought on', { type: 'date' })}
        {field('warrantyUntil', 'Warranty until', { type: 'date' })}
        {field('price', `What it cost (${currency})`)}
        {field('replacement', `What a replacement costs (${currency})`)}
        {field('lifeMonths', 'Useful life in months', { type: 'number', description: 'Empty: the usual one of its kind.' })}
        {field('supportBoughtTo', 'Paid support until', { type: 'date' })}
      </div>
      <Textarea label="Note" autosize minRows={2} value={text.note} onChange={({ currentTarget }) => set('note', currentTarget.value)} />
      {wrong ? <p className="form-failure">Prices are amounts like 1,250.00.</p> : null}
      <FormFailure error={add.error ?? edit.error ?? retire.error} />
      <div className="row-between">
        <Button type="submit" loading={add.isPending || edit.isPending}>
          Save
        </Button>
        {asset === null ? null : (
          <Button variant="subtle" loading={retire.isPending} onClick={() => retire.mutate(asset.id, { onSuccess: close })}>
            It is out of use
          </Button>
        )}
      </div>
    </form>
  )
}
