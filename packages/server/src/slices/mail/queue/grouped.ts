/** Does together what comes at the same time: one transaction, so one fsync of the database or one round trip, for many who wait. */

/**
 * `work` gets at most `most` items and answers for each, in their order. When a group fails, each of it is done alone, so that one item that
 * cannot be done spoils no other; whatever still fails rejects for its own caller.
 */
export function grouped<T, R>(work: (items: readonly T[]) => Promise<readonly R[]>, most: number): (item: T) => Promise<R> {
  type Waiting = { item: T; done: (answer: R) => void; fail: (error: unknown) => void }
  let waiting: Waiting[] = []
  let running = false
  const together = async (group: readonly Waiting[]): Promise<void> => {
    const answers = await work(group.map(({ item }) => item))
    for (const [index, one] of group.entries()) one.done(answers[index] as R)
  }
  const drain = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      const group = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        await together(group)
      } catch (error) {
        if (group.length === 1) group[0]?.fail(error)
        else for (const one of group) await together([one]).catch(one.fail)
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
