/**
 * Encodings that secrets hide in, both ways.
 */

/** What a text may be the encoding of. */
export const decodings = (text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  if (/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(text)) {
    // Padding has to agree, or ordinary words would decode to something.
    const bare = text.replace(/=+$/, "")
    if (bare.length % 4 !== 1) found.push(Buffer.from(bare, "base64").toString("latin1"))
  }
  if (/^(?:[0-9a-fA-F]{2}){8,}$/.test(text)) found.push(Buffer.from(text, "hex").toString("latin1"))
  if (/%[0-9a-fA-F]{2}/.test(text)) {
    try {
      found.push(decodeURIComponent(text))
    } catch {
      // Not that encoding.
    }
  }
  return found
}

/** The forms in which a secret may be written, itself first. */
export const spellings = (secret: string): ReadonlyArray<string> => {
  const bytes = Buffer.from(secret, "utf8")
  const forms = new Set([
    secret,
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join("")
  ])
  // Inside a longer text that was encoded as a whole it begins at any of three places.
  for (const shift of [1, 2]) {
    const inside = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "")
    const certain = inside.slice(shift + 1, inside.length - 1)
    if (certain.length >= 8) forms.add(certain)
  }
  return [...forms]
}
