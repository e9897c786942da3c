/** Writes together what comes at the same time: one transaction, so one fsync of the database, for many who wait. */

/**
 * `write` gets at most `most` items. When a group fails, each of it is written alone, so that one item that cannot be written spoils no other;
 * whatever still fails rejects for its own caller.
 */
export function groupWriter<T>(write: (items: readonly T[]) => Promise<void>, most: number): (item: T) => Promise<void> {
  type Waiting = { item: T; done: () => void; fail: (error: unknown) => void }
  let waiting: Waiting[] = []
  let running = false
  const alone = async (one: Waiting): Promise<void> => write([one.item]).then(one.done, one.fail)
  const drain = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      const group = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        await write(group.map(({ item }) => item))
        for (const one of group) one.done()
      } catch (error) {
        if (group.length === 1) group[0]?.fail(error)
        else for (const one of group) await alone(one)
      }
    }
    running = false
  }
  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail })
      if (!running) void drain()
    })
}
