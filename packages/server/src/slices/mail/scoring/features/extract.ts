/** All features of a message, as the model was trained on them. A change here makes another model: raise the version. */
import type { MessageFacts } from '../facts.ts'
import { addLinkFeatures } from './link-features.ts'
import { addPageFeatures } from './page-features.ts'
import { addSenderFeatures } from './sender-features.ts'
import { addStructureFeatures } from './structure-features.ts'
import { addTextFeatures } from './text-features.ts'
import { addTypingFeatures } from './typing-features.ts'
import { createSink, type Sink, type Vector } from './vector.ts'

export const FEATURES_VERSION = 2

export function extract(facts: MessageFacts): Vector {
  const sink = createSink()
  fill(facts, sink)
  return sink.vector()
}

/** The same with the names of the features, for the reasons. */
export function extractNamed(facts: MessageFacts): { vector: Vector; names: ReadonlyMap<number, string> } {
  const sink = createSink(true)
  fill(facts, sink)
  return { vector: sink.vector(), names: sink.names ?? new Map() }
}

function fill(facts: MessageFacts, sink: Sink): void {
  addTextFeatures(facts, sink)
  addSenderFeatures(facts, sink)
  addLinkFeatures(facts, sink)
  addPageFeatures(facts, sink)
  addStructureFeatures(facts, sink)
  addTypingFeatures(facts, sink)
}
