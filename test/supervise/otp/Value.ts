/** What an action returned, in the words of the trace format. */
import { Cause, Exit } from "effect"
import { ExitReason, type Process } from "../../../src/supervise/index.ts"
import { formatReason, type Trace } from "./Trace.ts"

export const pidValue = (trace: Trace, pid: Process.Pid | undefined): string => {
  if (pid === undefined) return "undefined"
  const known = trace.labelOf(pid)
  return known === undefined ? String(pid) : `${known.label}#${known.n}`
}

/** `ok:LABEL#N` for a process that was started, `ok:undefined` where there was nothing to run. */
export const startedValue =
  (trace: Trace) =>
  (pid: Process.Pid | undefined): string =>
    `ok:${pidValue(trace, pid)}`

/** The value of a failed action: `error:…` for a refusal, `exit:…` where the one who asked would have exited. */
export const failureValue = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause) as {
    readonly _tag?: string
    readonly reason?: ExitReason.ExitReason
  }
  const reason = error.reason
  switch (error._tag) {
    case "ChildNotFound":
      return "error:not_found"
    case "ChildRunning":
      return "error:running"
    case "ChildRestarting":
      return "error:restarting"
    case "ChildAlreadyStarted":
    case "AlreadyStarted":
      return "error:already_started"
    case "ChildAlreadyPresent":
      return "error:already_present"
    case "MaxChildren":
      return "error:max_children"
    case "BadChildSpec":
      return "error:bad_spec"
    case "StartIgnored":
      return "ignore"
    case "AlreadyRegistered":
      return "error:already_registered"
    case "ChildStartFailed":
      return reason === undefined ? "error" : `error:start_failed:${formatReason(reason)}`
    case "StartFailed":
      return reason === undefined ? "error" : `error:${startFailed(reason)}`
    case "CallError":
    case "TaskExit":
      return reason === undefined ? "exit" : `exit:${formatReason(reason)}`
  }
  return `exit:${formatReason(ExitReason.fromCause(cause))}`
}

/** A supervisor names the child that failed; a server has only its reason. */
const startFailed = (reason: ExitReason.ExitReason): string => {
  const text = formatReason(reason)
  return text.startsWith("failed_to_start_child:") || text === "bad_spec" ? text : `start_failed:${text}`
}

export const returned = <A>(exit: Exit.Exit<A, unknown>, format: (value: A) => unknown): unknown =>
  Exit.isSuccess(exit) ? format(exit.value) : failureValue(exit.cause)
