/**
 * What the fake server answers, before it is put into a protocol.
 */
export type FakeReply =
  /** `stop` and so on are those of chat completions; the other protocols get theirs. */
  | {
      readonly _tag: "answer"
      readonly text?: string
      readonly tool?: { readonly name: string; readonly arguments: string }
      readonly refusal?: string
      readonly finish?: "stop" | "length" | "content_filter"
      /** Some servers name none. */
      readonly usage?: { readonly input: number; readonly output: number } | "none"
      /** The connection ends after so many characters of the answer. */
      readonly cutAfter?: number
    }
  | {
      readonly _tag: "fault"
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly message: string
    }
  /** Never answers. */
  | { readonly _tag: "hang" }
  /** Closes the connection at once. */
  | { readonly _tag: "drop" }

export const answer = (text: string): FakeReply => ({ _tag: "answer", text })

/** A call of the first tool that was offered, with a patch. */
export const patchAnswer = (tool: string, operations: unknown): FakeReply => ({
  _tag: "answer",
  tool: { name: tool, arguments: JSON.stringify({ ops: operations }) }
})
