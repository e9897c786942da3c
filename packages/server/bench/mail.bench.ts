/** Mail: messages a second through the whole path, and finding one among many deliveries; `BENCH_MAIL_MILLIONS=10` for a year of the reference volume. */
import { measureMail } from '../test/mail/measure.ts'
import { print } from './machine.ts'

await measureMail(Number(process.env['BENCH_MAIL_MILLIONS'] ?? 1), print)
