/**
 * What happened, in the words of the trace format: one line for each event, in an order that is made canonical
 * where OTP itself has none.
 */
import { ExitReason, type Process } from "../../../src/supervise/index.ts"

export interface Event {
  readonly ev: string
  readonly child?: string
  readonly sup?: string
  readonly proc?: string
  readonly task?: string
  readonly n?: number
  readonly [field: string]: unknown
}

type Kind = "child" | "sup" | "proc" | "task"

export interface Label {
  readonly kind: Kind
  readonly label: string
  readonly n: number
}

export class Trace {
  readonly lines: Array<Event> = []
  private readonly starts = new Map<string, number>()
  private readonly labels = new Map<Process.Pid, Label>()
  private readonly latest = new Map<string, Process.Pid>()
  private readonly current: Array<Event> = []
  private marked = 0
  private readonly dynamic = new Set<string>()
  private readonly dynamicParent = new Map<string, string>()

  emit(event: Event): void {
    this.current.push(event)
  }

  /** The number of the next start of a label. */
  incarnation(label: string): number {
    const n = (this.starts.get(label) ?? 0) + 1
    this.starts.set(label, n)
    return n
  }

  /** From now on the process is known by the label, and its end is an event. */
  follow(pid: Process.Pid, kind: Kind, label: string, n: number): void {
    this.labels.set(pid, { kind, label, n })
    this.latest.set(label, pid)
    // The format has no event for the end of a task: its result tells.
    if (kind === "task") return
    pid.watch({
      died: (_, reason) => this.emit({ ev: "exit", [kind]: label, n, reason: formatReason(reason) })
    })
  }

  labelOf(pid: Process.Pid | undefined): Label | undefined {
    return pid === undefined ? undefined : this.labels.get(pid)
  }

  /** The process that a label means now: the one that came last, dead or alive. */
  find(label: string | undefined): Process.Pid | undefined {
    return label === undefined ? undefined : this.latest.get(label)
  }

  /** Supervisors that are alive, sorted by label. */
  supervisors(): ReadonlyArray<{ readonly pid: Process.Pid; readonly label: string; readonly n: number }> {
    return [...this.labels]
      .filter(([pid, { kind }]) => kind === "sup" && pid.isAlive)
      .map(([pid, { label, n }]) => ({ pid, label, n }))
      .sort((a, b) => compare(a.label, b.label) || a.n - b.n)
  }

  /** Children of a dynamic supervisor are stopped at the same time, so the order of their ends means nothing. */
  isDynamicChild(label: string, supervisor: string): void {
    this.dynamicParent.set(label, supervisor)
  }

  /** Says that a label is a dynamic supervisor. */
  markDynamic(label: string): void {
    this.dynamic.add(label)
  }

  isDynamic(label: string): boolean {
    return this.dynamic.has(label)
  }

  /** What has happened up to now belongs to the action that is done. */
  mark(): void {
    this.marked = this.current.length
  }

  /** Moves the events up to the mark to the lines, in canonical order. */
  flush(sorted: boolean): void {
    const events = this.current.splice(0, this.marked)
    this.marked = 0
    this.lines.push(...(sorted ? sortByLabel(events) : this.sortDynamicEnds(events)))
  }

  private sortDynamicEnds(events: ReadonlyArray<Event>): ReadonlyArray<Event> {
    const out: Array<Event> = []
    let run: Array<Event> = []
    let parent: string | undefined
    const close = () => {
      out.push(...sortByLabel(run))
      run = []
    }
    for (const event of events) {
      const owner =
        event.ev === "exit" || event.ev === "terminate"
          ? this.dynamicParent.get(labelOfEvent(event))
          : undefined
      if (owner === undefined || owner !== parent) close()
      parent = owner
      if (owner === undefined) out.push(event)
      else run.push(event)
    }
    close()
    return out
  }
}

const labelOfEvent = (event: Event): string => event.child ?? event.sup ?? event.proc ?? event.task ?? ""

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sortByLabel = (events: ReadonlyArray<Event>): ReadonlyArray<Event> =>
  events.slice().sort((a, b) => compare(labelOfEvent(a), labelOfEvent(b)) || (a.n ?? 0) - (b.n ?? 0))

/** A reason of the scenario language as a reason of ours. */
export const parseReason = (text: string): ExitReason.ExitReason => {
  switch (text) {
    case "normal":
      return ExitReason.normal
    case "shutdown":
      return ExitReason.shutdown
    case "kill":
      return ExitReason.kill
    case "killed":
      return ExitReason.killed
    case "noproc":
      return ExitReason.noProcess
    case "timeout":
      return ExitReason.timeout
  }
  return text.startsWith("shutdown:") ? ExitReason.shutdownWith(text.slice(9)) : ExitReason.of(text)
}

export const formatReason = (reason: ExitReason.ExitReason): string => {
  switch (reason._tag) {
    case "Normal":
      return "normal"
    case "Shutdown": {
      const { detail } = reason
      if (detail === undefined) return "shutdown"
      return ExitReason.isExitReason(detail) ? formatReason(detail) : `shutdown:${String(detail)}`
    }
    case "Kill":
      return "kill"
    case "Killed":
      return "killed"
    case "NoProcess":
      return "noproc"
    case "Timeout":
      return "timeout"
    case "CallingSelf":
      return "calling_self"
    case "Overloaded":
      return "overloaded"
    case "Failure": {
      const error = ExitReason.error(reason)
      const value = error._tag === "Some" ? error.value : undefined
      return `exception:${value instanceof Error ? value.message : String(value)}`
    }
    case "CallFailed":
      return formatReason(reason.reason)
    case "BadReturn":
      return `bad_return_value:${String(reason.value)}`
    case "FailedToStartChild":
      return `failed_to_start_child:${reason.id}:${formatReason(reason.reason)}`
    case "BadChildSpec":
      return "bad_spec"
    case "Custom":
      return String(reason.value)
  }
}
