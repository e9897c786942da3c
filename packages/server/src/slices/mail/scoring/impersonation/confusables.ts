/** Letters that look alike made one, after the idea of UTS 39: enough for names and domains that pose as others. */

/** Each group's first letter stands for all: Cyrillic, Greek, Armenian, Cherokee and full-width forms of what Latin readers take for theirs. */
const GROUPS = [
  'aаαɑаａ@',
  'bЬьвʙƅ',
  'cсϲᴄⅽ¢',
  'dԁɗⅾ',
  'eеҽєε℮ё',
  'fғƒ',
  'gɡցɢ',
  'hһհнʜ',
  'iіıɩιӏl1|!í',
  'jјϳ',
  'kкκᴋ',
  'mмⅿʍ',
  'nпηռɴ',
  'oоο0օσᴏ',
  'pрρ',
  'qԛգ',
  'rгʀᴦ',
  'sѕꜱ5$',
  'tтτᴛ',
  'uυսцʋ',
  'vνѵⅴ',
  'wѡԝωш',
  'xхχⅹ',
  'yуγүʏ',
  'zᴢʐ',
]
const FOLDS = new Map(GROUPS.flatMap((group) => Array.from(group, (letter): [string, string] => [letter, group[0] ?? letter])))

export function skeleton(text: string): string {
  let out = ''
  for (const letter of text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase())
    out += FOLDS.get(letter) ?? letter
  return out.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('ci', 'd')
}

/** Letters of other alphabets as the Latin ones that they look like; Latin letters stay what they are. */
export function asLatin(text: string): string {
  let out = ''
  for (const letter of text) out += letter < '\u0080' ? letter : (FOLDS.get(letter) ?? letter)
  return out
}
