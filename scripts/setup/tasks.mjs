// The tasks that the launcher knows: what each runs, and how much of the set-up it needs.

/**
 * @typedef {object} Needs
 * @property {Array<'run' | 'test' | 'mail-quality'>} packages sets of distribution packages
 * @property {'none' | 'if-missing' | 'fresh'} builds whether console and agent must be there, or be of the present sources
 * @property {boolean} tellAgain whether to name missing packages again that an earlier run already named
 * @property {boolean} strict whether a missing distribution package is fatal
 *
 * @typedef {object} Task
 * @property {string} file relative to the repository
 * @property {(args: string[]) => Needs} needs
 */

const residentCommands = new Set(['start', 'serve', 'try'])

/** @type {Needs} */
const toServe = { packages: ['run'], builds: 'fresh', tellAgain: true, strict: false }
/** @type {Needs} */
const toTest = { packages: ['run', 'test'], builds: 'fresh', tellAgain: true, strict: true }

/** @type {Record<string, Task>} */
export const tasks = {
  run: {
    file: 'packages/cli/src/main.ts',
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
