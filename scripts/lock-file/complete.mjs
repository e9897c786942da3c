// Adds to package-lock.json the optional packages that npm left out of it.
import { readFileSync, writeFileSync } from 'node:fs'
import { absentOptionals, completeLock } from './completeness.mjs'

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const absent = absentOptionals(lock)

if (absent.length > 0) writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`)
console.log(`${absent.length} optional packages added to ${file}`)
