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
  let failure: { readonly error: unknown } | undefined
  while (pending.length > 0) {
    const batch = pending
    pending = []
    for (const next of batch) {
      try {
        next()
      } catch (error) {
        // One bad observer must not cost the others their signals.
        failure ??= { error }
      }
    }
  }
  delivering = false
  if (failure !== undefined) throw failure.error
}
