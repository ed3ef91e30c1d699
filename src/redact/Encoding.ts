/**
 * Encodings that secrets hide in, both ways.
 */

/** What a text may be the encoding of. */
export const decodings = (text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  const bytes = (list: ReadonlyArray<number>): void => {
    found.push(Buffer.from(list).toString("utf8"))
  }
  if (/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(text)) {
    // Padding has to agree, or ordinary words would decode to something.
    const bare = text.replace(/=+$/, "")
    if (bare.length % 4 !== 1 && (bare.length >= 12 || bare.length < text.length))
      found.push(Buffer.from(bare, "base64").toString("utf8"))
  }
  if (/^[A-Z2-7]{16,}={0,6}$/.test(text)) bytes(base32(text.replace(/=+$/, "")))
  if (/^(?:0x)?(?:[0-9a-fA-F]{2}){8,}$/.test(text))
    found.push(Buffer.from(text.replace(/^0x/, ""), "hex").toString("utf8"))
  if (/^(?:[0-9a-fA-F]{2}[ :,-]){7,}[0-9a-fA-F]{2}$/.test(text))
    bytes(text.split(/[ :,-]/).map((pair) => Number.parseInt(pair, 16)))
  if (/^(?:[0-9]{2,3},[ ]?){7,}[0-9]{2,3}$/.test(text)) bytes(text.split(",").map(Number))
  // What needs no escape and has one was hidden; addresses have a few that they need.
  if (/^(?:%[2-7][0-9a-fA-F]){4,}$/.test(text))
    bytes(Buffer.from(text.replaceAll("%", ""), "hex").toJSON().data)
  return found
}

/** Runs of numbers that may be the characters of a text. */
export const numbers =
  /(?:%[2-7][0-9a-fA-F]){4,2000}|(?:[0-9a-fA-F]{2}[ :,-]){7,2000}[0-9a-fA-F]{2}|(?:[0-9]{2,3},[ ]?){7,2000}[0-9]{2,3}/g

const base32 = (text: string): ReadonlyArray<number> => {
  const found: Array<number> = []
  let bits = 0
  let held = 0
  for (const character of text) {
    held = ((held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(character)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    found.push((held >> bits) & 0xff)
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
