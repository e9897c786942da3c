/** What an impostor asks for: changed bank details, gift cards, secrecy and haste, in the languages of the clients. */

export type Request = 'bank-details' | 'gift-cards' | 'payment' | 'secrecy'

/** Folded text: no accents, lower case. English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech. */
const PHRASES: Record<Request, RegExp> = {
  'bank-details':
    /\b(?:(?:new|chang\w{1,4}|updat\w{1,4}|different) (?:of )?(?:our |my |the )?(?:bank(?:ing)?|account|payment|direct deposit) (?:details|information|account|instructions)|change (?:my|the) direct deposit|neue (?:bankverbindung|kontoverbindung|iban)|bankverbindung (?:hat sich )?geandert|nouvelles? coordonnees bancaires|changement de (?:rib|coordonnees)|nuev[ao]s? (?:datos bancarios|cuenta bancaria)|novos dados bancarios|nuove coordinate bancarie|nieuwe bankgegevens|nowy numer konta|zmiana konta bankowego|nove bankovni spojeni|zmena (?:cisla )?uctu)/,
  'gift-cards':
    /\b(?:gift ?cards?|itunes cards?|google play cards?|steam cards?|geschenkkarten?|gutscheinkarten?|cartes? cadeaux?|tarjetas? (?:de )?regalo|cartoes? presente|carte regalo|cadeaubon\w{0,3}|karty podarunkowe|darkove (?:karty|poukazy))\b/,
  payment:
    /\b(?:wire transfer|urgent payment|outstanding invoice|process (?:a|the|this) payment|dringende (?:zahlung|uberweisung)|offene rechnung|virement urgent|transferencia urgente|bonifico urgente|spoedbetaling|pilny przelew|urgentni platba)\b/,
  secrecy:
    /\b(?:keep (?:this|it) (?:confidential|between us)|strictly confidential|are you (?:available|at your desk|in the office)|i(?:'m| am) in a meeting|can(?:'t|not) talk|vertraulich behandeln|bist du (?:im buro|verfugbar)|confidentiel|etes-vous disponible|estas disponible|sei disponibile|ben je beschikbaar|jste k dispozici)\b/,
}

export function requestsIn(text: string): Request[] {
  const start = text.slice(0, 20_000)
  return (Object.keys(PHRASES) as Request[]).filter((request) => PHRASES[request].test(start))
}
