/** What an extraction test can be asked to look for, on the restored files and in the started server (design: interfaces, `prove`). */
import { z } from 'zod'
import { Sha256Schema } from '../common/index.ts'

const port = z.int().min(1).max(65_535)
const absolutePath = z.string().startsWith('/').max(4096)

/** What is typed is one line. */
const oneLine = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^\P{Cc}+$/u)
/** Of a user on the server's console; it stands in the policy as it is. */
const LoginSchema = z.strictObject({ user: oneLine, password: oneLine.exactOptional() })

export const ProofCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), port }),
  z.strictObject({
    kind: z.literal('http'),
    port,
    /** `/` where it is not given. */
    path: z.string().startsWith('/').exactOptional(),
    status: z.int().exactOptional(),
    contains: z.string().exactOptional(),
    /** HTTPS; the certificate is not judged: in a closed network, and maybe years later, it could not hold. */
    tls: z.boolean().exactOptional(),
  }),
  /** With a dialogue, `contains` is looked for in what comes after its last line was typed. */
  z.strictObject({
    kind: z.literal('serial'),
    contains: z.string().min(1),
    dialogue: z
      .array(z.strictObject({ wait: z.string().min(1).max(1000), send: z.string().max(1000) }))
      .max(20)
      .exactOptional(),
  }),
  z.strictObject({ kind: z.literal('file'), path: absolutePath, sha256: Sha256Schema.exactOptional() }),
  /** At least `min` regular files below the folder, at any depth. */
  z.strictObject({ kind: z.literal('count'), path: absolutePath, min: z.int().nonnegative() }),
  /**
   * The first value of the first row is a number, at least `min`. Over the network by `user` and `password` (they stand in the policy as
   * they are: a role that may only read), or with `login` by the server's own psql on its serial console, in the name of `user` (postgres).
   */
  z.strictObject({
    kind: z.literal('sql'),
    engine: z.literal('postgres'),
    query: z.string().min(1).max(4000),
    min: z.number(),
    port: port.exactOptional(),
    database: oneLine.exactOptional(),
    user: oneLine.exactOptional(),
    password: oneLine.exactOptional(),
    login: LoginSchema.exactOptional(),
  }),
  /** A Nagios plugin by its name; `{host}` and `{port:80}` stand for where the server can be reached. 0 passes, 1 only with `warningPasses`. */
  z.strictObject({
    kind: z.literal('plugin'),
    command: z.tuple([z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/)], z.string().max(4000)).refine((words) => words.length <= 64),
    warningPasses: z.boolean().exactOptional(),
  }),
  /** One line typed into a shell on the serial console; it must end with `code` (0), and say `contains`. */
  z.strictObject({
    kind: z.literal('command'),
    command: oneLine,
    login: LoginSchema.exactOptional(),
    code: z.int().min(0).max(255).exactOptional(),
    contains: z.string().min(1).max(1000).exactOptional(),
  }),
])
export type ProofCheck = z.infer<typeof ProofCheckSchema>
export const ProofChecksSchema = z.array(ProofCheckSchema).max(200)
