// The rule on the names of migrations: each begins with a UTC time to the minute or second, and no time occurs twice.

/** @param paths of the repository; those of migrations lie in a folder `migrations` */
export function checkMigrationNames(paths: string[]): string[] {
  const migrations = paths.filter((path) => /\/migrations\/[^/]+\.(?:ts|sql)$/.test(path) && !/\/index\.ts$|\.test\.ts$/.test(path))
  const seen = new Map<string, string>()
  return migrations.flatMap((path) => {
    const time = timeOf(path.slice(path.lastIndexOf('/') + 1))
    if (time === null) return [`${path}: the name does not begin with a UTC time such as 20261124t0930`]
    const other = seen.get(time)
    seen.set(time, path)
    return other === undefined ? [] : [`${path}: has the same time as ${other}`]
  })
}

/** The digits of the time, as YYYYMMDDhhmmss; dashes, underscores and a `t` between them are free. */
function timeOf(name: string): string | null {
  const match = name.match(/^(\d{4})[-_]?(\d{2})[-_]?(\d{2})[-_]?[tT]?(\d{2})[-_]?(\d{2})[-_]?(\d{2})?[zZ]?[-_.]/)
  if (match === null) return null
  const [year, month, day, hour, minute, second = '00'] = match.slice(1)
  const valid = !Number.isNaN(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`))
  return valid ? [year, month, day, hour, minute, second].join('') : null
}
