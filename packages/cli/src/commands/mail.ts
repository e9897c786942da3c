/** `mainstay mail score` and `mainstay mail train`: the built-in scorer on files. */
import { resolve } from 'node:path'
import type { MailScore, MailTraining } from '@mainstay/contract/mail'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { clientContext } from '../mail/client-file.ts'
import { messagesIn } from '../mail/message-files.ts'
import { loadModel, modelPath } from '../mail/model-store.ts'
import { type TrainFolders, train } from '../mail/train.ts'
import { show, Unfinished } from '../outcome.ts'
import { createScorer } from '@mainstay/server/mail'

type ScoreOptions = { client?: string; model?: string; data?: string; json?: boolean }
type TrainOptions = TrainFolders & { model?: string; data?: string; json?: boolean }

export function registerMail(program: Command, io: Io): void {
  const mail = program.command('mail').description('the mail scorer')
  mail
    .command('score')
    .description('verdict and reasons for messages (RFC 5322 files, or folders of them)')
    .argument('<path...>', 'files and folders')
    .option('--client <id>', 'score as for this client: its domains, people, lists (DATA/mail/clients/ID.json)')
    .option('--model <file>', 'the trained model; without it DATA/mail/scorer.model, else the one that Mainstay brings')
    .option('--data <dir>', 'where everything is kept')
    .option('--json', 'one JSON document a line on stdout')
    .action((paths: string[], options: ScoreOptions) => score(io, paths, options))
  mail
    .command('train')
    .description('train the scorer on wanted and unwanted mail')
    .requiredOption('--ham <dir...>', 'wanted messages')
    .requiredOption('--spam <dir...>', 'unwanted messages')
    .option('--phish <dir...>', 'unwanted messages that want passwords, money or secrets')
    .option('--model <file>', 'where the model goes; without it DATA/mail/scorer.model')
    .option('--data <dir>', 'where everything is kept')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: TrainOptions) => {
      const result = await train(io, options, modelPath(options.model, options.data, io.env))
      show(io, options.json, { json: result, text: describe(result) })
    })
}

async function score(io: Io, paths: string[], { client, model, data, json }: ScoreOptions): Promise<void> {
  const scorer = createScorer({ model: await loadModel(model, data, io) })
  const context = await clientContext(client, data, io.env)
  let unreadable = 0
  for await (const { file, bytes, problem } of messagesIn(paths)) {
    if (problem !== null) {
      unreadable++
      io.err(`mainstay: ${file} was not scored: ${problem}\n`)
      continue
    }
    const { verdict, score: points, reasons } = scorer.score(bytes, context)
    const line: MailScore = { file, verdict, score: points, reasons }
    show(io, json, {
      json: line,
      text: `${resolve(file)}  ${verdict}  ${points}\n${reasons
        .slice(0, 5)
        .map(({ weight, text }) => `  ${weight > 0 ? '+' : ''}${weight}  ${text}`)
        .join('\n')}`,
    })
  }
  if (unreadable > 0) throw new Unfinished(`${unreadable} ${unreadable === 1 ? 'file' : 'files'} could not be read.`)
}

function describe({ model, trainedOn, unseen, seconds }: MailTraining): string {
  const share = (value: number | null) => (value === null ? 'none given' : `${(value * 100).toFixed(value < 0.01 ? 2 : 1)} %`)
  return [
    `Trained on ${trainedOn.ham} wanted, ${trainedOn.spam} spam and ${trainedOn.phish} phishing messages in ${seconds} s: ${model}`,
    'On messages that the model had not seen (each tenth by a model of the others):',
    `  spam stopped      ${share(unseen.spamStopped)}`,
    `  phishing stopped  ${share(unseen.phishingStopped)}`,
    `  wrongly stopped   ${share(unseen.wronglyStopped)}`,
  ].join('\n')
}
