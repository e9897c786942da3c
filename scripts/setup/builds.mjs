// The two things that are built and not run from their sources: the browser's console and the agent's executable.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { explainBuildFailure } from './failures.mjs'
import { bundledBun, bundledNode, cacheDir, root } from './paths.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'
import { hashOfFiles, readStamp, writeStamp } from './stamp.mjs'

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {string} needs the file without which the part is not in this checkout
 * @property {string} output
 * @property {string[]} sources
 * @property {() => Promise<import('./run.mjs').Result>} run
 */

/** @type {Build[]} */
const builds = [
  {
    name: 'console',
    needs: 'packages/console/vite.config.ts',
    output: 'packages/console/dist',
    sources: ['packages/console', 'packages/contract', 'packages/kernel', 'packages/envelope', 'package-lock.json'],
    run: () =>
      run(bundledNode(), [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
        cwd: join(root, 'packages', 'console'),
        env: { ...process.env, NODE_ENV: 'production' },
      }),
  },
  {
    name: 'agent',
    needs: 'packages/agent/build.ts',
    output: 'packages/agent/dist',
    sources: ['packages/agent', 'packages/contract', 'packages/kernel', 'packages/envelope', 'package-lock.json'],
    run: () => run(bundledBun(), ['build.ts'], { cwd: join(root, 'packages', 'agent') }),
  },
]

/**
 * The builds that have to run now, in order.
 * @param {import('./tasks.mjs').Needs['builds']} need
 * @returns {Array<() => Promise<void>>}
 */
export function freshBuilds(need) {
  return builds.filter((build) => isStale(build, need)).map((build) => () => perform(build))
}

/** @param {Build} build @param {import('./tasks.mjs').Needs['builds']} need */
function isStale(build, need) {
  if (need === 'none' || !existsSync(join(root, build.needs))) return false
  const done = existsSync(join(root, build.output)) ? readStamp(stampFile(build)) : null
  return done === null || (need === 'fresh' && done !== hashOfFiles(root, build.sources))
}

/** @param {Build} build */
async function perform(build) {
  const hash = hashOfFiles(root, build.sources)
  if (existsSync(join(root, build.output)) && readStamp(stampFile(build)) === hash) return
  say(`Building the ${build.name}`)
  const result = await build.run()
  if (result.code !== 0) throw explainBuildFailure(`the ${build.name}`, result)
  writeStamp(stampFile(build), hash)
}

/** @param {Build} build */
function stampFile(build) {
  return join(cacheDir, `build-${build.name}`)
}
