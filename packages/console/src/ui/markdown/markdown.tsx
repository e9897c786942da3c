/** Markdown as it is read: made of elements, never of HTML. */
import { Fragment, type JSX } from 'react'
import { type Block, type Inline, parseMarkdown } from './parse.ts'
import './markdown.css'

export function Markdown({ source }: { source: string }): JSX.Element {
  return (
    <div className="markdown">
      {parseMarkdown(source).map((block, n) => (
        // A text does not change while it is read: its places are its keys.
        <Fragment key={`${n} ${block.kind}`}>{draw(block)}</Fragment>
      ))}
    </div>
  )
}

function draw(block: Block): JSX.Element {
  switch (block.kind) {
    case 'heading':
      // The page has its own first heading.
      return block.level === 1 ? (
        <h2>{inline(block.text)}</h2>
      ) : block.level === 2 ? (
        <h2>{inline(block.text)}</h2>
      ) : (
        <h3>{inline(block.text)}</h3>
      )
    case 'paragraph':
      return <p>{inline(block.text)}</p>
    case 'quote':
      return <blockquote>{inline(block.text)}</blockquote>
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, n) => <li key={`${n} ${item[0]?.text ?? ''}`}>{inline(item)}</li>)
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
  }
}

function inline(parts: readonly Inline[]): JSX.Element[] {
  return parts.map((part, n) => {
    const key = `${n} ${part.text}`
    switch (part.kind) {
      case 'text':
        return <Fragment key={key}>{part.text}</Fragment>
      case 'strong':
        return <strong key={key}>{part.text}</strong>
      case 'emphasis':
        return <em key={key}>{part.text}</em>
      case 'code':
        return <code key={key}>{part.text}</code>
      case 'link':
        return (
          <a key={key} href={part.href} rel="noreferrer">
            {part.text}
          </a>
        )
    }
  })
}
