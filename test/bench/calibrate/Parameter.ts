/**
 * A parameter: one number of a file of costs, which can be set while the program runs and knows who read it. The
 * constants that the rules are compiled into are plain objects, so a number is exchanged for an accessor.
 */

export interface Parameter {
  /** `structure/costs.yaml`, below `rules/`. */
  readonly file: string
  readonly path: ReadonlyArray<string>
  /** The value that is in force. */
  value: number
  /** The value it had at first. */
  readonly origin: number
}

/** Notes which parameters are read while something runs. */
export class Readings {
  #current: Set<Parameter> | undefined

  note(parameter: Parameter): void {
    this.#current?.add(parameter)
  }

  during<A>(work: () => A): { readonly result: A; readonly read: ReadonlySet<Parameter> } {
    const read = new Set<Parameter>()
    this.#current = read
    try {
      return { result: work(), read }
    } finally {
      this.#current = undefined
    }
  }
}

/** Every number of a compiled file of costs, groups of that name aside, made settable. */
export const parametersOf = (
  file: string,
  costs: object,
  except: ReadonlySet<string>,
  readings: Readings
): ReadonlyArray<Parameter> => {
  const found: Array<Parameter> = []
  const walk = (group: object, path: ReadonlyArray<string>): void => {
    for (const [name, value] of Object.entries(group)) {
      if (path.length === 0 && except.has(name)) continue
      if (typeof value === "object" && value !== null) walk(value, [...path, name])
      else if (typeof value === "number") found.push(settable(group, file, [...path, name], value, readings))
    }
  }
  walk(costs, [])
  return found
}

const settable = (
  group: object,
  file: string,
  path: ReadonlyArray<string>,
  value: number,
  readings: Readings
): Parameter => {
  const parameter: Parameter = { file, path, value, origin: value }
  Object.defineProperty(group, path.at(-1) as string, {
    enumerable: true,
    get: () => {
      readings.note(parameter)
      return parameter.value
    }
  })
  return parameter
}
