/**
 * Lines of a JSON Lines file, each of one shape.
 */
import { Option, Schema } from "effect"

/** Reads a line; none where it is of another shape, or nested so deep that to read it takes more stack than there is. */
export const jsonLine = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S
): ((line: string) => Option.Option<S["Type"]>) => {
  const decode = Schema.decodeUnknownOption(Schema.fromJsonString(schema))
  return (line) => {
    try {
      return decode(line)
    } catch {
      return Option.none()
    }
  }
}
