/** Live changes: the server says which views to read anew (`GET /api/events`), and those on screen are. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LiveEventSchema } from '@mainstay/contract/monitoring'
import type { Answer } from './api.ts'

type LiveEvent = Answer<typeof LiveEventSchema>

/** Changes come in bursts; a view is read at most so often. */
const GATHER_MS = 2_000

/** First word of a topic → the views that it touches, by the first parts of their keys. */
const VIEWS: Record<string, readonly QueryKey[]> = {
  alert: [['monitoring'], ['devices', 'list'], ['devices', 'of-client']],
  incident: [['monitoring']],
  device: [['devices', 'list'], ['devices', 'of-client'], ['devices', 'one'], ['recovery'], ['trust']],
  recovery: [['recovery']],
  mail: [['mail']],
  report: [['reports']],
  asset: [['lifecycle']],
  standard: [['standards']],
  continuity: [['continuity']],
  recommendation: [['recommendations'], ['decisions']],
  ticket: [['tickets']],
  trust: [['trust'], ['devices', 'one']],
  client: [['clients']],
  invoice: [['agreements']],
}

/** Values come from every device all the time: only the charts on screen are read anew, lists look again by themselves. */
export function viewsOf({ topic, deviceId }: Pick<LiveEvent, 'topic' | 'deviceId'>): readonly QueryKey[] {
  // The empty key is the beginning of every key.
  if (topic === 'everything') return [[]]
  if (topic === 'values')
    return deviceId === null
      ? []
      : [
          ['devices', 'latest', deviceId],
          ['devices', 'series', deviceId],
        ]
  return VIEWS[topic.split('.', 1)[0] ?? ''] ?? []
}

export function useLiveChanges(on: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!on) return
    const waiting = new Map<string, QueryKey>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = (): void => {
      timer = undefined
      for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey })
      waiting.clear()
    }
    const note = (event: Pick<LiveEvent, 'topic' | 'deviceId'>): void => {
      for (const key of viewsOf(event)) waiting.set(key.join(' '), key)
      if (waiting.size > 0) timer ??= setTimeout(flush, GATHER_MS)
    }
    const source = new EventSource('/api/events')
    let opened = false
    source.onopen = () => {
      // Opened again by the browser: what was told meanwhile was not heard.
      if (opened) note({ topic: 'everything', deviceId: null })
      opened = true
    }
    source.onmessage = ({ data }: MessageEvent<string>) => note(eventOf(data))
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [client, on])
}

/** What cannot be read touches nothing. */
function eventOf(data: string): Pick<LiveEvent, 'topic' | 'deviceId'> {
  try {
    return JSON.parse(data) as LiveEvent
  } catch {
    return { topic: '', deviceId: null }
  }
}
