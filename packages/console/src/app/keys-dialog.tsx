/** The keys, shown by `?`. */
import { Modal } from '@mantine/core'
import { Fragment, type JSX } from 'react'
import { goTo } from './shortcuts.ts'

export function KeysDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal opened={opened} onClose={close} title="Keys" centered>
      <dl className="keys-list">
        {Object.entries(goTo).map(([letter, { name }]) => (
          <Fragment key={letter}>
            <dt>
              <kbd>g</kbd> <kbd>{letter}</kbd>
            </dt>
            <dd>Go to {name}</dd>
          </Fragment>
        ))}
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>Search devices and clients</dd>
        <dt>
          <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
        </dt>
        <dd>Move along a list and open a row</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>Show these keys</dd>
      </dl>
    </Modal>
  )
}
