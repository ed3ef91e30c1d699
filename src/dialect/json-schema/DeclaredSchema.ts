/**
 * The schema that a text names for itself. In a file of its own, since looking for it must not load ajv.
 */

/** A schema that a text names for itself: `# yaml-language-server: $schema=…`, or a `$schema` key at its root. */
export const declaredSchema = (text: string): string | undefined => {
  const head = text.slice(0, 8192)
  const line = /^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)[ \t\r]*$/m.exec(head)
  if (line !== null) return line[1]
  const key = /^[{ \t]*"?\$schema"?[ \t]*:[ \t]*["']?([^\s"',}]+)/m.exec(head)
  return key?.[1]
}
