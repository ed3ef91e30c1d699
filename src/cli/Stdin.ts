/**
 * Standard input, read once and whole, up to the limit on size.
 */
import { Effect } from "effect"
import { decode, type FileError, failure, tooLarge, type Undecodable } from "./SourceFile.ts"

export interface Stdin {
  readonly bytes: Uint8Array
  readonly text: string
  readonly undecodable: Undecodable | undefined
}

export const readStdin = (limit: number): Effect.Effect<Stdin, FileError> =>
  Effect.tryPromise({
    try: async () => {
      const chunks: Array<Buffer> = []
      let size = 0
      for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
        size += chunk.length
        // What is over the limit is not kept, so nothing of it can be handed on either.
        if (size > limit) return { bytes: new Uint8Array(), text: "", undecodable: tooLarge(size, limit) }
        chunks.push(chunk)
      }
      const bytes = Buffer.concat(chunks)
      return { bytes, ...decode(bytes) }
    },
    catch: (error) => failure("<stdin>", error)
  })
