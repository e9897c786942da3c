/** A child process that draws one paper: JSON on stdin, the PDF on stdout, then it ends and gives its memory back. */
import { text } from 'node:stream/consumers'
import { drawPaper } from './draw-paper.ts'
import { PaperSchema } from './paper.ts'

process.stdout.write(await drawPaper(PaperSchema.parse(JSON.parse(await text(process.stdin)))))
