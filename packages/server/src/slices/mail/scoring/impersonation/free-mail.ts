/** Providers where anybody gets an address, so that the domain says nothing of who writes. */

const DOMAINS = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com aol.com icloud.com me.com mac.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de mail.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com proton.me protonmail.com pm.me tutanota.com tuta.io zoho.com qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net t-online.de freenet.de orange.fr laposte.net free.fr wanadoo.fr libero.it virgilio.it uol.com.br bol.com.br terra.com.br ig.com.br seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl rediffmail.com fastmail.com hushmail.com inbox.lv'.split(
    ' ',
  ),
)

export function isFreeMail(domain: string): boolean {
  return DOMAINS.has(domain) || /^(?:yahoo|hotmail|outlook|live)\.[a-z.]{2,6}$/.test(domain)
}
