/** One fsync of a folder for all who ask while it waits its turn: names placed before a sync began are on the disk when it ends. */

type Turn = { running: Promise<void>; next: Promise<void> | null }

export function groupSync(sync: (folder: string) => Promise<void>): (folder: string) => Promise<void> {
  const turns = new Map<string, Turn>()
  const begin = (folder: string): Promise<void> => {
    const running = sync(folder)
    const turn: Turn = { running, next: null }
    turns.set(folder, turn)
    const ended = (): void => {
      if (turn.next === null && turns.get(folder) === turn) turns.delete(folder)
    }
    running.then(ended, ended)
    return running
  }
  return (folder) => {
    const turn = turns.get(folder)
    if (turn === undefined) return begin(folder)
    // The one under way may have begun before this name was there, so it does not count for it.
    turn.next ??= turn.running.catch(() => {}).then(() => begin(folder))
    return turn.next
  }
}
