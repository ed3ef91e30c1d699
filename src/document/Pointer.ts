/**
 * JSON Pointer (RFC 6901), as text (`/jobs/build/steps/0`) and as segments.
 */

export type Segment = string | number
export type Pointer = string

const escaped = (segment: Segment): string =>
  typeof segment === "number" ? String(segment) : segment.replaceAll("~", "~0").replaceAll("/", "~1")

export const format = (segments: ReadonlyArray<Segment>): Pointer => {
  let text = ""
  for (const segment of segments) text += `/${escaped(segment)}`
  return text
}

/** Segments of a pointer; digits stay text, since only the value they meet decides whether they are an index. */
export const parse = (pointer: Pointer): ReadonlyArray<string> =>
  pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))

export const child = (pointer: Pointer, segment: Segment): Pointer => `${pointer}/${escaped(segment)}`

export const parent = (pointer: Pointer): Pointer => pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")))

/** Whether `inner` is `outer` or lies below it. */
export const within = (inner: Pointer, outer: Pointer): boolean =>
  inner === outer || inner.startsWith(`${outer}/`)
