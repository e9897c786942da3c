/** `mainstay agent`: the program `mainstay-agent` of this checkout, in place of this process. */
import { AppError } from '@mainstay/kernel'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { agentEnvironment, agentProgram } from '../processes/agent-process.ts'

type RunOptions = { server?: string; token?: string; data?: string; ca?: string }

export function registerAgent(program: Command, io: Io): void {
  const agent = program.command('agent').description('the agent of this machine')
  agent
    .command('collect')
    .description('one collection of this machine, as [{name, unit, value, attributes, at}]; needs no server')
    .requiredOption('--once', 'collect one time (required)')
    .requiredOption('--json', 'as one JSON document on stdout (required)')
    .action(() => become(['collect', '--once', '--json'], agentEnvironment(io.env)))
  agent
    .command('run')
    .description('enrol this machine if it is new, then watch and protect it until it is stopped')
    .option('--server <url>', 'the server; needed to enrol')
    .option('--token <t>', 'the enrolment token ("mainstay token" mints one); MAINSTAY_TOKEN does as well')
    .option('--data <dir>', 'where the agent keeps its things')
    .option('--ca <file>', "a certificate authority to trust beside the system's, PEM")
    .action(({ server, token, data, ca }: RunOptions) => {
      const named = Object.entries({ server, data, ca }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
      // By the environment: what stands on a command line can be read by every user of the machine.
      return become(['run', ...named], { ...agentEnvironment(io.env), ...(token === undefined ? {} : { MAINSTAY_TOKEN: token }) })
    })
}

/** Signals, streams and the exit code are then the agent's own, and no second process stays in memory. */
function become(args: string[], env: NodeJS.ProcessEnv): never {
  const { command, args: own } = agentProgram()
  process.execve?.(command, [command, ...own, ...args], env)
  // Windows has no execve.
  throw new AppError('cli.system', { detail: `no program can take this one's place here; run ${command} itself` })
}
