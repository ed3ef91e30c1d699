/**
 * The witness of the crash bench: a service outside of the program that is killed, which counts every call by its
 * idempotency key.
 */
import { createServer, type Server } from "node:net"

export class Witness {
  /** How often each key was called, since the last `forget`. */
  readonly calls = new Map<string, number>()
  readonly #server: Server
  port = 0

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let key = ""
      socket.on("data", (data) => {
        key += data
      })
      socket.on("end", () => {
        this.calls.set(key.trim(), (this.calls.get(key.trim()) ?? 0) + 1)
        socket.end("1")
      })
      // The caller may be killed while it is answered.
      socket.on("error", () => socket.destroy())
    })
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    const address = this.#server.address()
    this.port = typeof address === "object" && address !== null ? address.port : 0
    return this
  }

  close(): void {
    this.#server.close()
  }
}
