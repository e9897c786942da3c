/** Live changes: the server says which views to read anew (`GET /api/events`), and those on screen are. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LiveEventSchema } from '@mainstay/contract/monitoring'
import type { Answer } from './api.ts'

type LiveEvent = Answer<typeof LiveEventSchema>

/** Changes come in bursts; a view is read at most so often. */
const GATHER_MS = 2_000

/** First word of a topic → the views that it touches, by the first part of their keys. */
const VIEWS: Record<string, readonly string[]> = {
  metrics: ['devices'],
  device: ['devices', 'clients'],
  devices: ['devices', 'clients'],
  alert: ['monitoring', 'devices'],
  incident: ['monitoring', 'devices'],
  monitoring: ['monitoring', 'devices'],
  recovery: ['recovery'],
  backup: ['recovery'],
  proof: ['recovery', 'reports'],
  report: ['reports'],
  reports: ['reports'],
  trust: ['trust', 'devices'],
  client: ['clients'],
  clients: ['clients'],
}

export function viewsOf(topic: string): readonly string[] {
  return VIEWS[topic.split('.', 1)[0] ?? ''] ?? []
}

export function useLiveChanges(on: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!on) return
    const waiting = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = (): void => {
      timer = undefined
      for (const view of waiting) void client.invalidateQueries({ queryKey: [view] })
      waiting.clear()
    }
    const source = new EventSource('/api/events')
    source.onmessage = ({ data }: MessageEvent<string>) => {
      for (const view of viewsOf(topicOf(data))) waiting.add(view)
      if (waiting.size > 0) timer ??= setTimeout(flush, GATHER_MS)
    }
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [client, on])
}

function topicOf(data: string): string {
  try {
    return (JSON.parse(data) as LiveEvent).topic
  } catch {
    return ''
  }
}
