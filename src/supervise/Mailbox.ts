/**
 * The messages that wait for a process, oldest first. Unbounded unless a server states a capacity and
 * what is to happen beyond it. Only requests of others (calls, casts, plain messages) count: what the
 * runtime itself sends, such as exits of linked processes, is never refused.
 */

/**
 * What a full mailbox does with one more request:
 * - `suspend`: the sender waits until there is room
 * - `dropNewest`: the request is dropped
 * - `dropOldest`: the oldest waiting request is dropped for it
 *
 * A dropped cast is gone; a dropped call fails at once with the reason `Overloaded`.
 */
export type Overflow = "suspend" | "dropNewest" | "dropOldest"

export interface MailboxOptions {
  /** At least 1. */
  readonly capacity: number
  readonly overflow: Overflow
}

/** A message that wants to know that it was dropped. */
export interface Droppable {
  dropped(): void
}

const isDroppable = (message: unknown): message is Droppable =>
  typeof message === "object" &&
  message !== null &&
  "dropped" in message &&
  typeof message.dropped === "function"

export class Mailbox {
  /** Messages are at `head` up to `tail`; the places around them are empty and used again. */
  private items: Array<unknown> = []
  private head = 0
  private tail = 0

  get size(): number {
    return this.tail - this.head
  }

  push(message: unknown): void {
    this.items[this.tail++] = message
  }

  /** The oldest message. Only call it when `size` is not zero. */
  shift(): unknown {
    const message = this.items[this.head]
    this.items[this.head++] = undefined
    if (this.head === this.tail) this.reset()
    // Move the rest down only when what is empty is the larger part: copying stays linear in the messages.
    else if (this.head > 1024 && this.head * 2 > this.tail) {
      this.items = this.items.slice(this.head, this.tail)
      this.tail -= this.head
      this.head = 0
    }
    return message
  }

  /** Takes the oldest message that satisfies `wanted` from wherever it stands: a selective receive. */
  takeFirst(wanted: (message: unknown) => boolean): { readonly message: unknown } | undefined {
    for (let index = this.head; index < this.tail; index++) {
      const message = this.items[index]
      if (!wanted(message)) continue
      if (index === this.head) this.shift()
      else {
        this.items.copyWithin(index, index + 1, this.tail)
        this.items[--this.tail] = undefined
      }
      return { message }
    }
    return undefined
  }

  clear(): void {
    this.items = []
    this.head = this.tail = 0
  }

  /** A burst must not leave its array behind. */
  private reset(): void {
    if (this.items.length > 64) this.items = []
    this.head = this.tail = 0
  }
}

/** The limit on requests, kept apart because few mailboxes have one. */
export class Admission {
  private readonly waiting = new Set<Sender>()
  readonly options: MailboxOptions
  private readonly isRequest: (message: unknown) => boolean
  /** Requests now in the mailbox. */
  private requests = 0
  private closed = false

  constructor(options: MailboxOptions, isRequest: (message: unknown) => boolean) {
    if (!(options.capacity >= 1)) throw new RangeError("the capacity of a mailbox is at least 1")
    this.options = options
    this.isRequest = isRequest
  }

  /**
   * Puts a request into the mailbox, or drops one. Returns the sender to wait with when there is no room
   * and the policy is to wait; `sender.admitted` runs once it is in.
   */
  offer(mailbox: Mailbox, sender: Sender): boolean {
    if (this.closed || this.requests < this.options.capacity) {
      this.admit(sender)
      return true
    }
    switch (this.options.overflow) {
      case "suspend":
        this.waiting.add(sender)
        return false
      case "dropNewest":
        drop(sender.message)
        return true
      case "dropOldest": {
        const oldest = mailbox.takeFirst(this.isRequest)
        if (oldest !== undefined) {
          this.requests--
          drop(oldest.message)
        }
        this.admit(sender)
        return true
      }
    }
  }

  /** A sender no longer waits for room. */
  withdraw(sender: Sender): void {
    this.waiting.delete(sender)
  }

  /** A message has left the mailbox to be handled. */
  taken(message: unknown): void {
    if (!this.isRequest(message)) return
    this.requests--
    this.admitNext()
  }

  /** The process is gone: nobody need wait for room any longer. */
  close(): void {
    this.closed = true
    while (this.admitNext()) {}
  }

  private admitNext(): boolean {
    const [next] = this.waiting
    if (next === undefined) return false
    this.waiting.delete(next)
    this.admit(next)
    return true
  }

  private admit(sender: Sender): void {
    this.requests++
    sender.push(sender.message)
    sender.admitted()
  }
}

/** One request on its way into a bounded mailbox. */
export interface Sender {
  readonly message: unknown
  push(message: unknown): void
  admitted(): void
}

const drop = (message: unknown): void => {
  if (isDroppable(message)) message.dropped()
}
