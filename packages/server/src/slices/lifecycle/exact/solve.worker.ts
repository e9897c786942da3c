/** Runs HiGHS on one problem: a group goes in exactly one quarter, a quarter holds no more than the cap. */
import { parentPort, workerData } from 'node:worker_threads'
import highsModule from 'highs'
import type { Group } from '../domain/refresh/groups.ts'
import type { ExactAnswer, ExactProblem } from './problem.ts'

type Column = { group: number; quarter: number }

// The package's types say CommonJS, where the default would lie one step deeper; what is imported is its ES module.
const loadHighs = highsModule as unknown as typeof highsModule.default
const problem = workerData as ExactProblem
const highs = await loadHighs()
parentPort?.postMessage(solve(problem))

function solve(asked: ExactProblem): ExactAnswer {
  const { groups, quarters } = asked
  const columns = groups.flatMap(({ first, last }, group): Column[] =>
    Array.from({ length: last - first + 1 }, (_, n) => ({ group, quarter: first + n })),
  )
  const model = highs.createModel()
  model.options.set({ output_flag: false, time_limit: asked.seconds, mip_rel_gap: 0, mip_abs_gap: 1e-6 })
  for (const [column, { group, quarter }] of columns.entries()) {
    model.addVar(0, 1)
    model.changeColIntegrality(column, highs.constants.variableType.integer)
    model.changeColCost(column, asked.kind === 'cheapest' ? (groups[group]?.delay[quarter] ?? 0) : 0)
  }
  // Sums of money are put in proportion to the dearest group: numbers far from one make the solver's tolerances wrong.
  const unit = Math.max(1, ...groups.map(({ cost }) => cost))
  const capColumn = columns.length
  if (asked.kind === 'smallest-cap') {
    model.addVar(0, highs.infinity)
    model.changeColCost(capColumn, 1)
  }
  const rowOf = (wanted: (column: Column) => number): { indices: number[]; values: number[] } => {
    const row = columns.flatMap((column, index) => (wanted(column) === 0 ? [] : [{ index, value: wanted(column) }]))
    return { indices: row.map(({ index }) => index), values: row.map(({ value }) => value) }
  }
  for (const group of groups.keys())
    model.addRow(
      1,
      1,
      rowOf((column) => (column.group === group ? 1 : 0)),
    )
  for (let quarter = 0; quarter < quarters; quarter++) {
    const row = rowOf((column) => (column.quarter === quarter ? (groups[column.group]?.cost ?? 0) / unit : 0))
    if (row.indices.length === 0) continue
    if (asked.kind === 'cheapest') model.addRow(-highs.infinity, asked.cap / unit, row)
    else model.addRow(-highs.infinity, 0, { indices: [...row.indices, capColumn], values: [...row.values, -1] })
  }
  if (asked.start !== null) {
    const { start } = asked
    const chosen: number[] = columns.map(({ group, quarter }) => (start[group] === quarter ? 1 : 0))
    if (asked.kind === 'smallest-cap') chosen.push(highestLoad(groups, start, quarters) / unit)
    model.setSolution({ colValue: chosen })
  }
  model.run()
  const status = model.getModelStatus()
  const { optimal, infeasible } = highs.constants.modelStatus
  const answer = answerOf(asked, columns, status === infeasible ? [] : [...model.getSolution().colValue])
  const bound = Number(model.info.get('mip_dual_bound'))
  return {
    ...answer,
    bound: status === infeasible || !Number.isFinite(bound) ? null : asked.kind === 'cheapest' ? bound : bound * unit,
    proven: status === optimal,
    impossible: status === infeasible,
  }
}

/** The values are read as whole numbers and added up anew: what the solver's tolerance let through does not count. */
function answerOf(asked: ExactProblem, columns: readonly Column[], values: readonly number[]): Pick<ExactAnswer, 'assignment' | 'value'> {
  const assignment = new Int32Array(asked.groups.length).fill(-1)
  for (const [index, { group, quarter }] of columns.entries()) if ((values[index] ?? 0) > 0.5) assignment[group] = quarter
  if (assignment.includes(-1)) return { assignment: null, value: null }
  const load = highestLoad(asked.groups, assignment, asked.quarters)
  if (asked.kind === 'smallest-cap') return { assignment, value: load }
  if (load > asked.cap) return { assignment: null, value: null }
  return { assignment, value: asked.groups.reduce((sum, { delay }, index) => sum + (delay[assignment[index] ?? 0] ?? 0), 0) }
}

function highestLoad(groups: readonly Group[], assignment: Int32Array, quarters: number): number {
  const load = new Float64Array(quarters)
  for (const [index, { cost }] of groups.entries()) load[assignment[index] ?? 0] = (load[assignment[index] ?? 0] ?? 0) + cost
  return Math.max(0, ...load)
}
