/**
 * The text of an answer as it was handed on so far. What was streamed cannot be taken back: where a connection breaks
 * and the call is made again, the new attempt goes on where the old one broke off as long as it says the same, and is
 * of no use to whoever listens where it says something else.
 */
export class StreamedText {
  #sent = ""
  #attempt = ""
  #agrees = true

  /** Another attempt begins from the start. */
  restart(): void {
    this.#attempt = ""
    this.#agrees = true
  }

  /** The part of a piece that was not handed on before; nothing where the attempts disagree. */
  add(piece: string): string {
    const before = this.#attempt.length
    this.#attempt += piece
    const known = this.#sent.slice(before, this.#attempt.length)
    if (!this.#agrees || !piece.startsWith(known)) {
      this.#agrees = false
      return ""
    }
    const fresh = piece.slice(known.length)
    this.#sent += fresh
    return fresh
  }

  /** What the whole answer has beyond what was handed on; `undefined` where it does not begin with that. */
  rest(whole: string): string | undefined {
    return whole.startsWith(this.#sent) ? whole.slice(this.#sent.length) : undefined
  }

  get begun(): boolean {
    return this.#sent !== ""
  }
}
