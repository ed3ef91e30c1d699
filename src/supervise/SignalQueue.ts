/**
 * Signals between processes are delivered one after the other, never nested: a death reaches its links
 * only after it is complete, and a chain of a hundred thousand linked processes falls without a deep
 * stack. Delivery is synchronous, so that when a signal has been sent it has also arrived.
 */

let pending: Array<() => void> = []
let delivering = false

export const deliver = (signal: () => void): void => {
  pending.push(signal)
  if (delivering) return
  delivering = true
  try {
    while (pending.length > 0) {
      const batch = pending
      pending = []
      for (const next of batch) next()
    }
  } finally {
    delivering = false
  }
}
