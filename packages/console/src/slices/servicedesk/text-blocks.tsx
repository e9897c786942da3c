/** Text blocks: put one into the answer, or keep what was written as one. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { FormFailure } from '../../ui/messages.tsx'
import { cannedQuery, useSaveCanned } from './queries.ts'

export function TextBlocks({ body, take }: { body: string; take: (text: string) => void }): JSX.Element {
  const { data } = useQuery(cannedQuery)
  const [naming, setNaming] = useState<string | null>(null)
  const save = useSaveCanned()
  const blocks = data?.replies ?? []
  return (
    <div className="row">
      {blocks.length === 0 ? null : (
        <NativeSelect
          label="Text block"
          value=""
          data={[{ value: '', label: 'put one in' }, ...blocks.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(e) => {
            const block = blocks.find(({ id }) => id === e.currentTarget.value)
            if (block) take(block.body)
          }}
        />
      )}
      {naming === null ? (
        <Button variant="subtle" mt="auto" disabled={body.trim() === ''} onClick={() => setNaming('')}>
          Keep this as a text block
        </Button>
      ) : (
        <>
          <TextInput label="Its name" maxLength={200} value={naming} onChange={(e) => setNaming(e.currentTarget.value)} />
          <Button
            variant="default"
            mt="auto"
            disabled={naming.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate({ name: naming, body }, { onSuccess: () => setNaming(null) })}
          >
            Keep it
          </Button>
        </>
      )}
      <FormFailure error={save.error} />
    </div>
  )
}
