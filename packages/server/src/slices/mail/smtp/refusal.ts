/** What the gateway answers when it does not take something: code, enhanced code (RFC 3463) and a sentence for the sender's people. */

export class Refusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, text: string) {
    super(text)
    this.name = 'Refusal'
    this.responseCode = responseCode
  }
}

export const refusals = {
  relay: (domain: string): Refusal => new Refusal(550, `5.7.1 mail for ${domain} is not taken here`),
  unknownRecipient: (reply: string): Refusal => new Refusal(550, `5.1.1 the recipient is not known: ${reply.replace(/\s+/g, ' ')}`),
  guessing: (): Refusal => new Refusal(421, '4.7.0 too many unknown recipients'),
  tooMany: (): Refusal => new Refusal(421, '4.7.0 too many connections from your address, try again later'),
  tooLarge: (bytes: number): Refusal => new Refusal(552, `5.3.4 the message is larger than ${bytes} bytes`),
  lineEnds: (): Refusal => new Refusal(554, '5.6.11 the message has a bare CR or LF; lines end with CR LF (RFC 5321, 2.3.8)'),
  headersTooLarge: (): Refusal => new Refusal(552, '5.3.4 the headers are too large'),
  loop: (): Refusal => new Refusal(554, '5.4.6 too many hops, this message runs in circles'),
  policy: (reason: string): Refusal => new Refusal(554, `5.7.1 refused: ${reason}`),
  unscanned: (): Refusal => new Refusal(451, '4.7.1 the message could not be checked now, try again later'),
  noRoom: (): Refusal => new Refusal(452, '4.3.1 there is no room for the message now, try again later'),
  trouble: (): Refusal => new Refusal(451, '4.3.0 the message could not be stored safely now, try again later'),
}
