/** What the service desk needs of others: who the clients and their people are, who may work for them, a way for mail. */
import type { Id } from '@mainstay/kernel'
import type { DeliveryKey, DeliveryState, OwnMessage } from '../mail/index.ts'

export type DeskClient = { id: Id; name: string; zone: string }

export type DeskPorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<DeskClient | null>
  /** The provider's people who are let in and may answer; `clients` is for whom. */
  staff(): Promise<readonly { id: Id; name: string; clients: 'all' | readonly Id[] }[]>
  /** The client's person who has this mail address; null where nobody has. */
  personOf(address: string): Promise<{ id: Id; name: string; clients: readonly Id[] } | null>
  /** The client whose domain it is, by what the mail gateway knows; null where it is nobody's. */
  clientOfDomain(domain: string): Promise<Id | null>
  /** The mail address of one of a client's people. */
  addressOf(personId: string): Promise<string | null>
  /** Durable when it resolves. */
  sendMail(message: OwnMessage): Promise<DeliveryKey>
  /** What became of them, by id; those of too long ago are not in it. */
  mailStates(
    clientId: Id,
    keys: readonly Omit<DeliveryKey, 'clientId'>[],
  ): Promise<ReadonlyMap<Id, { state: DeliveryState; lastReply: string | null }>>
}
