// The tasks that the launcher knows: what each runs, and how much of the set-up it needs.

/**
 * @typedef {object} Needs
 * @property {Array<'run' | 'test' | 'mail-quality'>} packages sets of distribution packages
 * @property {'none' | 'if-missing' | 'fresh'} builds whether console and agent must be there, or be of the present sources
 * @property {boolean} tellAgain whether to name missing packages again that an earlier run already named
 * @property {boolean} strict whether a missing distribution package is fatal
 *
 * @typedef {object} Task
 * @property {string | null} file relative to the repository; null: the set-up is all
 * @property {(args: string[]) => Needs} needs
 * @property {(args: string[]) => string[]} [flags] of Node
 */

const residentCommands = new Set(['start', 'serve', 'try'])

/** @type {Needs} */
const toServe = { packages: ['run'], builds: 'fresh', tellAgain: true, strict: false }
/** @type {Needs} */
const toTest = { packages: ['run', 'test'], builds: 'fresh', tellAgain: true, strict: true }

/** @type {Record<string, Task>} */
export const tasks = {
  // What a Node of the machine does, so that the bundled one can take over and no process of the other stays.
  packages: { file: null, needs: () => ({ packages: [], builds: 'none', tellAgain: false, strict: false }) },
  run: {
    file: 'packages/cli/src/main.ts',
    // It stays as long as the server runs, and has nothing to do meanwhile (docs/adr/0095).
    flags: (args) => (args[0] === 'start' || args[0] === 'serve' ? ['--max-semi-space-size=1', '--optimize-for-size'] : []),
    needs: (args) =>
      residentCommands.has(args[0] ?? '') ? toServe : { packages: ['run'], builds: 'if-missing', tellAgain: false, strict: false },
  },
  test: { file: 'scripts/test/run.ts', needs: () => toTest },
  check: { file: 'scripts/check/run.ts', needs: () => ({ packages: [], builds: 'none', tellAgain: false, strict: false }) },
  screenshots: { file: 'scripts/screenshots/run.ts', needs: () => toTest },
  bench: {
    file: 'scripts/bench/run.ts',
    needs: (args) => (args.includes('mail-quality') ? { ...toTest, packages: [...toTest.packages, 'mail-quality'] } : toTest),
  },
  faults: { file: 'scripts/faults/run.ts', needs: () => toTest },
}
