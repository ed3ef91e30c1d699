/**
 * Erlang's supervision for Effect: processes that may crash, and supervisors that start them anew. In the order
 * in which one meets them: a server and its protocol, how a supervisor is told of it, supervisors, names, tasks,
 * and the processes underneath.
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
export * as Supervisor from "./Supervisor.ts"
export * as SupervisorError from "./SupervisorError.ts"
export * as Task from "./Task.ts"
export * as TaskSupervisor from "./TaskSupervisor.ts"
