/** Texts of our own, written for the prior and for tests: everyday business mail, advertising nobody asked for, and fraud, in several languages. */

/** `{…|…}` is one of several; `#` a digit. */
export type OwnText = { from: string; subject: string; text: string; html?: true; reply?: true }

export const WANTED: OwnText[] = [
  {
    from: '{Ann Lee|Jan Novak|Petra Klein|Tom Hart} <{ann|jan|petra|tom}@{birch-works|northmill|lindenbau}.example>',
    subject: 'Re: {meeting|offer|drawings|delivery} on {Monday|Tuesday|Friday}',
    text: 'Hello {Sam|Eva|Paul},\n\n{Monday|Tuesday} at #:30 works for me. I have put the {plan|list|drawing} into the folder; please look at page # before we talk.\n\nOn Friday you wrote:\n> Could we move the meeting? The {pump|window|report} is not ready.\n> Regards\n\nRegards\n{Ann|Jan|Petra}',
    reply: true,
  },
  {
    from: 'Accounts <accounts@{birch-works|papermill|stonefield}.example>',
    subject: 'Invoice 20##-#### for {October|March|June}',
    text: 'Dear customer,\n\nplease find our invoice 20##-#### over {EUR|USD|GBP} #,###.## for {paper|maintenance|transport} in {October|March|June}. It is due within 30 days. Our bank details have not changed and stand on the invoice as always.\n\nWith kind regards\nAccounts department',
    html: true,
  },
  {
    from: 'Weekly Gardens <news@weekly-gardens.example>',
    subject: 'This week: {roses|apples|early tomatoes}, and what to sow now',
    text: '{Roses|Apples|Tomatoes} like a dry week. Read how our readers cut them, and which {three|five} kinds stand the winter. Also: the garden fair opens on the ##th, and subscribers get in at half price with this letter.\n\nRead more: https://weekly-gardens.example/issue/##\n\nYou get this letter because you signed up for it. Change or stop it: https://weekly-gardens.example/letter',
    html: true,
  },
  {
    from: 'Helpdesk <helpdesk@{northmill|lindenbau}.example>',
    subject: '[Ticket ####] {Printer|Telephone|Notebook} on floor #',
    text: 'Your ticket #### has been updated by {Ann|Jan}.\n\nThe {toner|cable|battery} was changed this morning. Please tell us whether it works; otherwise we close the ticket on {Monday|Friday}.\n\nhttps://helpdesk.northmill.example/tickets/####',
  },
  {
    from: 'Bahn Reisen <buchung@bahn-reisen.example>',
    subject: 'Ihre Buchung ######',
    text: 'Guten Tag,\n\nvielen Dank für Ihre Buchung ######. Abfahrt am ##. {März|Mai|Juni} um ##:## Uhr, Wagen ##, Platz ##. Die Fahrkarte finden Sie im Anhang.\n\nGute Reise\nIhr Buchungsservice',
    html: true,
  },
  {
    from: 'Stadtwerke <service@stadtwerke.example>',
    subject: 'Ihre Abrechnung für 20##',
    text: 'Sehr geehrte Damen und Herren,\n\nIhre Abrechnung für das Jahr 20## liegt im Kundenportal bereit. Der Verbrauch betrug #### kWh. Den Betrag buchen wir wie vereinbart am 15. ab; Sie müssen nichts tun.\n\nMit freundlichen Grüßen\nIhre Stadtwerke',
  },
  {
    from: 'Mairie <accueil@mairie-des-pins.example>',
    subject: 'Compte rendu de la réunion du ## {mars|mai|juin}',
    text: 'Bonjour,\n\nvous trouverez ci-joint le compte rendu de la réunion. La prochaine aura lieu le ## à ##h00 dans la salle du conseil. Merci de me signaler vos corrections.\n\nBien cordialement',
  },
  {
    from: 'Taller Ruiz <citas@taller-ruiz.example>',
    subject: 'Su cita del ## de {marzo|mayo|junio}',
    text: 'Hola,\n\nle confirmamos la cita para la revisión del coche el ## a las ##:00. Si no puede venir, llámenos por favor.\n\nUn saludo',
  },
  {
    from: 'Obec Lipová <podatelna@lipova.example>',
    subject: 'Pozvánka na schůzi ##. {března|května|června}',
    text: 'Dobrý den,\n\nzveme Vás na schůzi zastupitelstva dne ##. v 18:00. Program je v příloze, zápis z minula na úřední desce.\n\nS pozdravem',
  },
  {
    from: 'Shop <orders@{teahouse|bookbarn}.example>',
    subject: 'Your order ###### is on its way',
    text: 'Hello {Sam|Eva|Paul},\n\nthank you for your order ######. We sent it today; it should be with you on {Tuesday|Thursday}. You can follow it at https://teahouse.example/orders/######\n\n# x {green tea|notebook|teapot}  {EUR|GBP} ##.##\n\nThe {Teahouse|Bookbarn}',
    html: true,
  },
]

export const SPAM: OwnText[] = [
  {
    from: '{Dr. Vital|Best Pills|Health Store} <{offer|deal|promo}####@{pillsnow|cheapmeds|vital-shop}##.example>',
    subject: '{Save|SAVE} ##% {today only|now}! {Pills|Meds} without prescription',
    text: '{BUY NOW|Order now}! Lowest prices on the web, ##% off all {pills|meds}, no prescription needed, worldwide shipping.\n\nClick here: http://{pillsnow|cheapmeds}##.example/?id=######\n\nTo be removed click here.',
    html: true,
  },
  {
    from: 'Mrs. {Grace|Hope|Faith} <{grace|hope}####@gmail.com>',
    subject: '{URGENT|CONFIDENTIAL} BUSINESS PROPOSAL',
    text: 'Dear friend,\n\nI am the widow of the late Dr. {Johnson|Abacha}, who left US$##,500,000 (## MILLION DOLLARS) in a bank here. I need a foreign partner to transfer this money out of the country. You will get 30% for your help. This is 100% risk free and strictly confidential. Reply with your name, telephone and bank account.\n\nGod bless you',
  },
  {
    from: 'SEO Expert <{mike|kevin}##@outlook.com>',
    subject: 'First page on search engines, {guaranteed|for your website}',
    text: 'Hi,\n\nI was on your website and found ## errors. We put you on the FIRST PAGE of all search engines, guaranteed! Affordable packages from $##. More traffic, more leads, more sales. Shall I send a quote and our past results?\n\nReply STOP to opt out.',
  },
  {
    from: 'Casino <bonus@{royal-win|luckyspin}##.example>',
    subject: 'You got ### FREE SPINS and a $#### bonus!!!',
    text: 'Congratulations! Your $#### welcome bonus and ### free spins are waiting. Play now and win the jackpot! Instant payout. Offer ends at midnight!\n\nhttp://royal-win##.example/bonus/######',
    html: true,
  },
  {
    from: 'Kredit Sofort <info@kredit-sofort##.example>',
    subject: 'Sofortkredit ohne Schufa bis ##.000 Euro!',
    text: 'Geld sofort auf Ihr Konto! Kredit bis ##.000 Euro ohne Schufa, ohne Nachweis, Zusage in 5 Minuten! Jetzt klicken und Geld sichern: http://kredit-sofort##.example/?k=####\n\nNur heute!!!',
    html: true,
  },
]

export const PHISHING: OwnText[] = [
  {
    from: 'PayPal Security <{service|alert}@{secure-login|account-check}##.example>',
    subject: 'Your account has been {limited|suspended}',
    text: 'Dear customer,\n\nwe noticed unusual activity and your account has been limited. You must verify your information within 24 hours, or your account will be closed permanently.\n\nVerify your account now: http://{secure-login|account-check}##.example/verify?user=####',
    html: true,
  },
  {
    from: 'IT Support <noreply@{mailbox-quota|web-upgrade}##.example>',
    subject: 'Your mailbox is {almost full|## % full}: action required',
    text: 'Your mailbox has reached its limit. Incoming messages will be rejected. Sign in with your password to keep your account active: http://{mailbox-quota|web-upgrade}##.example/login\n\nIT Support Team',
    html: true,
  },
  {
    from: 'Paket Info <paket@{zustellung|sendung}-info##.example>',
    subject: 'Ihr Paket konnte nicht zugestellt werden',
    text: 'Ihr Paket mit der Nummer ######## konnte nicht zugestellt werden, da Zollgebühren von 1,99 Euro offen sind. Zahlen Sie jetzt innerhalb von 24 Stunden, sonst geht die Sendung zurück: http://zustellung-info##.example/zoll',
    html: true,
  },
  {
    from: 'Director <ceo.office####@gmail.com>',
    subject: '{Quick task|Are you available?}',
    text: 'Are you available? I am in a meeting and cannot talk. I need you to buy # gift cards of $### each for a client. Scratch the codes and send me the pictures. Keep this between us, I will pay you back today.',
  },
  {
    from: 'Banco Seguro <aviso@{cliente-seguro|acesso-conta}##.example>',
    subject: 'Sua conta será bloqueada hoje',
    text: 'Prezado cliente,\n\nidentificamos um acesso não autorizado. Sua conta será bloqueada em 24 horas. Atualize seus dados agora clicando aqui: http://cliente-seguro##.example/atualizar\n\nAtenciosamente',
    html: true,
  },
  {
    from: 'Impots <remboursement@{impots-gouv|service-fiscal}##.example>',
    subject: 'Vous avez un remboursement de ###,## euros',
    text: 'Bonjour,\n\naprès calcul vous êtes éligible à un remboursement de ###,## euros. Pour le recevoir, confirmez votre carte bancaire dans les 48 heures: http://service-fiscal##.example/remboursement',
    html: true,
  },
  {
    from: 'Banka <podpora@{overeni-uctu|bezpecne-prihlaseni}##.example>',
    subject: 'Váš účet byl zablokován',
    text: 'Vážený kliente,\n\nVáš účet byl z bezpečnostních důvodů zablokován. Ověřte své údaje do 24 hodin, jinak bude účet zrušen: http://overeni-uctu##.example/prihlaseni',
    html: true,
  },
  {
    from: 'Microsoft Office 365 <admin@{office-verify|docs-share}##.example>',
    subject: '{Jan|Ann} shared "Invoice_####.pdf" with you',
    text: 'A secure document was shared with you. To view the document sign in with your email and password. This link expires today: http://docs-share##.example/view?d=######',
    html: true,
  },
]
