/**
 * Erlang's supervision for Effect: processes that may crash, and supervisors that start them anew. One meets a
 * `GenServer` and its `Protocol` first, the `ChildSpec` by which a `Supervisor` knows it, names in a `Registry`,
 * `DynamicSupervisor` and `TaskSupervisor` for what comes and goes, and the `Process` underneath it all.
 */
export * as ChildSpec from "./ChildSpec.ts"
export * as DynamicSupervisor from "./DynamicSupervisor.ts"
export * as ExitReason from "./ExitReason.ts"
export * as GenServer from "./GenServer.ts"
export type { MailboxOptions, Overflow } from "./Mailbox.ts"
export * as Monitor from "./Monitor.ts"
export * as Process from "./Process.ts"
export * as Protocol from "./Protocol.ts"
export * as Registry from "./Registry.ts"
export * as Report from "./Report.ts"
export * as Supervisor from "./Supervisor.ts"
export * as SupervisorError from "./SupervisorError.ts"
export * as Task from "./Task.ts"
export * as TaskSupervisor from "./TaskSupervisor.ts"
