/** A declined recommendation is looked at again: what came of it, and when it comes back next. */
import { Button, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Recommendation } from '@mainstay/contract/recommendations'
import { FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { useReview } from './queries.ts'

export function ReviewForm({ one }: { one: Recommendation }): JSX.Element {
  const [note, setNote] = useState('')
  const [nextOn, setNextOn] = useState('')
  const review = useReview(one.id)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    review.mutate({ note, nextOn }, { onSuccess: () => setNote('') })
  }
  return (
    <Section title={one.reviewDue ? 'It is time to look at it again' : `It comes back on ${one.reviewOn ?? ''}`}>
      <form className="card stack" onSubmit={submit}>
        <TextInput
          label="What came of it"
          required
          maxLength={1000}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <TextInput
          label="Look at it again on"
          type="date"
          required
          value={nextOn}
          onChange={({ currentTarget }) => setNextOn(currentTarget.value)}
        />
        <FormFailure error={review.error} />
        <div>
          <Button type="submit" variant="default" loading={review.isPending}>
            Note it
          </Button>
        </div>
      </form>
    </Section>
  )
}
