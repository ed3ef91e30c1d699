/**
 * Offsets to lines and columns. Lines end at LF, CRLF or a lone CR; both numbers are 1-based.
 */

export interface Position {
  readonly line: number
  readonly column: number
}

export class LineIndex {
  /** Offset at which each line starts. */
  readonly starts: ReadonlyArray<number>

  constructor(text: string) {
    const starts = [0]
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 10) starts.push(i + 1)
      else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1)
    }
    this.starts = starts
  }

  at(offset: number): Position {
    let low = 0
    let high = this.starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return { line: low, column: offset - (this.starts[low - 1] as number) + 1 }
  }
}
