/**
 * Why a process ended. OTP lets any term be a reason and gives a few of them a meaning; here those few
 * are cases of one union and everything else is `Custom`. The distinction that supervision rests on is
 * `isExpected`: a transient child that ends `Normal` or `Shutdown` has done its work, any other end is
 * a crash.
 */
import { Cause, Data, Exit, Option } from "effect"

export type ExitReason =
  /** The process finished. A normal exit does not disturb linked processes. */
  | { readonly _tag: "Normal" }
  /** It was asked to stop, or its supervisor gave up. `detail` is OTP's `{shutdown, Detail}`. */
  | { readonly _tag: "Shutdown"; readonly detail?: unknown }
  /** Sent to a process it cannot be trapped; the victim ends `Killed`. */
  | { readonly _tag: "Kill" }
  | { readonly _tag: "Killed" }
  /** There was no such process. */
  | { readonly _tag: "NoProcess" }
  | { readonly _tag: "Timeout" }
  /** A server called itself and would have waited for ever. */
  | { readonly _tag: "CallingSelf" }
  /** A bounded mailbox dropped the request. */
  | { readonly _tag: "Overloaded" }
  /** Code of the process failed, died or was interrupted from within. */
  | { readonly _tag: "Failure"; readonly cause: Cause.Cause<unknown> }
  /** A call that the process made did not come back; `reason` says why. Never counts as expected. */
  | { readonly _tag: "CallFailed"; readonly reason: ExitReason }
  /** A callback returned something that is none of the permitted steps. */
  | { readonly _tag: "BadReturn"; readonly value: unknown }
  /** A supervisor could not start a child. */
  | { readonly _tag: "FailedToStartChild"; readonly id: string; readonly reason: ExitReason }
  /** A supervisor was given child specifications it cannot accept. */
  | { readonly _tag: "BadChildSpec"; readonly problem: string }
  /** Any other value: `ExitReason.of("boom")`. */
  | { readonly _tag: "Custom"; readonly value: unknown }

export const normal: ExitReason = { _tag: "Normal" }
export const shutdown: ExitReason = { _tag: "Shutdown" }
export const kill: ExitReason = { _tag: "Kill" }
export const killed: ExitReason = { _tag: "Killed" }
export const noProcess: ExitReason = { _tag: "NoProcess" }
export const timeout: ExitReason = { _tag: "Timeout" }
export const callingSelf: ExitReason = { _tag: "CallingSelf" }
export const overloaded: ExitReason = { _tag: "Overloaded" }

export const shutdownWith = (detail: unknown): ExitReason => ({ _tag: "Shutdown", detail })
export const failure = (cause: Cause.Cause<unknown>): ExitReason => ({ _tag: "Failure", cause })
export const callFailed = (reason: ExitReason): ExitReason => ({ _tag: "CallFailed", reason })
export const badReturn = (value: unknown): ExitReason => ({ _tag: "BadReturn", value })
export const failedToStartChild = (id: string, reason: ExitReason): ExitReason => ({
  _tag: "FailedToStartChild",
  id,
  reason
})
export const badChildSpec = (problem: string): ExitReason => ({ _tag: "BadChildSpec", problem })
export const of = (value: unknown): ExitReason => ({ _tag: "Custom", value })

/** Whether the end was part of the plan: `Normal`, or `Shutdown` with or without detail. */
export const isExpected = (reason: ExitReason): boolean =>
  reason._tag === "Normal" || reason._tag === "Shutdown"

/** Same reason? Details and custom values are compared by identity. */
export const equals = (left: ExitReason, right: ExitReason): boolean => {
  if (left === right) return true
  if (left._tag === "Shutdown" && right._tag === "Shutdown") return Object.is(left.detail, right.detail)
  if (left._tag === "Custom" && right._tag === "Custom") return Object.is(left.value, right.value)
  if (left._tag === "Failure" || left._tag === "CallFailed" || left._tag === "FailedToStartChild")
    return false
  if (left._tag === "BadReturn" || left._tag === "BadChildSpec") return false
  return left._tag === right._tag
}

/** The defect by which code ends its own process with a reason; see `Process.exit`. */
export class ProcessExit extends Data.Error<{ readonly reason: ExitReason }> {
  override get message(): string {
    return `process exit: ${format(this.reason)}`
  }
}

/** What carries the reason of a failed call, so that an uncaught one becomes the caller's own reason. */
export interface CarriesReason {
  readonly exitReason: ExitReason
}

const carriesReason = (value: unknown): value is CarriesReason =>
  typeof value === "object" && value !== null && "exitReason" in value

/** The reason with which a process ends whose code left with `cause`. */
export const fromCause = (cause: Cause.Cause<unknown>): ExitReason => {
  for (const reason of cause.reasons) {
    if (Cause.isDieReason(reason) && reason.defect instanceof ProcessExit) return reason.defect.reason
    if (Cause.isFailReason(reason) && carriesReason(reason.error)) return reason.error.exitReason
  }
  return failure(cause)
}

export const fromExit = (exit: Exit.Exit<unknown, unknown>): ExitReason =>
  Exit.isSuccess(exit) ? normal : fromCause(exit.cause)

/** The thrown or failed value behind a `Failure`, if that is what the reason is. */
export const error = (reason: ExitReason): Option.Option<unknown> =>
  reason._tag === "Failure" ? Option.some(Cause.squash(reason.cause)) : Option.none()

const tags: Readonly<Record<ExitReason["_tag"], true>> = {
  Normal: true,
  Shutdown: true,
  Kill: true,
  Killed: true,
  NoProcess: true,
  Timeout: true,
  CallingSelf: true,
  Overloaded: true,
  Failure: true,
  CallFailed: true,
  BadReturn: true,
  FailedToStartChild: true,
  BadChildSpec: true,
  Custom: true
}

/** Whether a value, such as the detail of a `Shutdown`, is itself a reason. */
export const isExitReason = (value: unknown): value is ExitReason =>
  typeof value === "object" &&
  value !== null &&
  "_tag" in value &&
  typeof value._tag === "string" &&
  Object.hasOwn(tags, value._tag)

const text = (value: unknown): string => {
  if (typeof value === "string") return value
  if (value instanceof Error) return value.message
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** A short line for people: `shutdown`, `killed`, `exception: boom`. */
export const format = (reason: ExitReason): string => {
  switch (reason._tag) {
    case "Normal":
      return "normal"
    case "Shutdown":
      if (reason.detail === undefined) return "shutdown"
      return `shutdown: ${isExitReason(reason.detail) ? format(reason.detail) : text(reason.detail)}`
    case "Kill":
      return "kill"
    case "Killed":
      return "killed"
    case "NoProcess":
      return "no process"
    case "Timeout":
      return "timeout"
    case "CallingSelf":
      return "process called itself"
    case "Overloaded":
      return "overloaded"
    case "Failure":
      return `exception: ${text(Cause.squash(reason.cause))}`
    case "CallFailed":
      return `call failed: ${format(reason.reason)}`
    case "BadReturn":
      return `bad return value: ${text(reason.value)}`
    case "FailedToStartChild":
      return `failed to start child ${reason.id}: ${format(reason.reason)}`
    case "BadChildSpec":
      return `bad child specification: ${reason.problem}`
    case "Custom":
      return text(reason.value)
  }
}
