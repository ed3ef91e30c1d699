/**
 * How much of an SQLite write-ahead log is torn: frames after the last one that completes a commit. SQLite drops
 * them without a word, so they are counted here before it opens the file.
 *
 * The format is that of https://www.sqlite.org/fileformat2.html#walformat: a header of 32 bytes with the page size at
 * 8 and two salts at 16, then frames: a header of 24 bytes (at 4 the size of the database where the frame ends a
 * commit, at 8 the salts, at 16 a checksum over all frames so far) and a page.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs"

const headerSize = 32
const frameHeaderSize = 24

/** Bytes of the log of the database at `path` that no commit completes; 0 where there is no log. */
export const tornBytes = (path: string): number => {
  const log = openLog(`${path}-wal`)
  if (log === undefined) return 0
  try {
    return tornIn(log)
  } finally {
    closeSync(log)
  }
}

const openLog = (path: string): number | undefined => {
  try {
    return openSync(path, "r")
  } catch {
    return undefined
  }
}

const tornIn = (log: number): number => {
  const { size } = fstatSync(log)
  if (size === 0) return 0
  const header = Buffer.alloc(headerSize)
  if (readSync(log, header, 0, headerSize, 0) < headerSize) return size
  const checksum = new Checksum(header.readUInt32BE(0) === 0x377f0683)
  checksum.add(header.subarray(0, 24))
  if (!checksum.matches(header.subarray(24, 32))) return size
  const frame = Buffer.alloc(frameHeaderSize + header.readUInt32BE(8))
  let whole = headerSize
  let at = headerSize
  for (; at + frame.length <= size; at += frame.length) {
    readSync(log, frame, 0, frame.length, at)
    // Frames of other salts are what an earlier round of the log left behind.
    if (!frame.subarray(8, 16).equals(header.subarray(16, 24))) return at - whole
    checksum.add(frame.subarray(0, 8))
    checksum.add(frame.subarray(frameHeaderSize))
    if (!checksum.matches(frame.subarray(16, 24))) return size - whole
    if (frame.readUInt32BE(4) !== 0) whole = at + frame.length
  }
  return size - whole
}

/** The running checksum of a log, over 32-bit words. */
class Checksum {
  #first = 0
  #second = 0
  readonly #bigEndian: boolean

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian
  }

  add(bytes: Buffer): void {
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      this.#first = (this.#first + this.#word(bytes, at) + this.#second) >>> 0
      this.#second = (this.#second + this.#word(bytes, at + 4) + this.#first) >>> 0
    }
  }

  /** The sums are stored big-endian whatever the words are. */
  matches(stored: Buffer): boolean {
    return stored.readUInt32BE(0) === this.#first && stored.readUInt32BE(4) === this.#second
  }

  #word(bytes: Buffer, at: number): number {
    return this.#bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
  }
}
