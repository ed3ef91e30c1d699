/**
 * The library for programs that compose Effect layers: `import { Controller, validate } from "pipewright/effect"`.
 */

export { Diagnostic, Severity, Stage, Unknown } from "./diagnose/Diagnostic.ts"
export type { Check, Dialect, Findings, PipelineContext, View } from "./diagnose/Dialect.ts"
export { Applicability, Edit, Fix, Operation } from "./diagnose/Fix.ts"
export { Grammar } from "./diagnose/Grammar.ts"
export { Report } from "./diagnose/Report.ts"
export { Rule } from "./diagnose/Rule.ts"
export { errorsOf, type Score, score, type Weights } from "./diagnose/Scorer.ts"
export { type ValidateOptions, type Validation, validate } from "./diagnose/Validator.ts"
export { aiWorkflow } from "./dialect/ai-workflow/AiWorkflow.ts"
export { dialectById, dialects, recognise } from "./dialect/Dialects.ts"
export { githubActions } from "./dialect/github-actions/GithubActions.ts"
export { Document } from "./document/Document.ts"
export type { Json, Node } from "./document/Node.ts"
export { applyToData, applyToTree, PatchError } from "./document/Patch.ts"
export { readDocument } from "./document/Reader.ts"
export { defaultLimits, type Limits, type Reading } from "./document/Reading.ts"
export { SpliceError, splice } from "./document/Splice.ts"
export type { TextEdit } from "./document/TextEdit.ts"
export { CallLog, CallOwner } from "./model/CallLog.ts"
export { recording, replaying } from "./model/Cassette.ts"
export { languageModelLayer } from "./model/LanguageModelLayer.ts"
export { ModelClient } from "./model/ModelClient.ts"
export { type ModelSpec, modelSpec } from "./model/ModelSpec.ts"
export { Pattern, PatternFile } from "./pattern/Pattern.ts"
export { PatternError, readPatterns } from "./pattern/PatternFolder.ts"
export { layerWith as patternsOf, libraryOf, PatternLibrary } from "./pattern/PatternLibrary.ts"
export { type Match, partlyMatched, rank, surelyMatched, wellMatched } from "./pattern/PatternMatcher.ts"
export { repairByPattern } from "./pattern/PatternRepair.ts"
export { type Enhanced, type EnhanceOptions, enhance, enhanceStages } from "./pattern/Progressive.ts"
export { type Approach, choose } from "./pipeline/AdaptiveStrategy.ts"
export { type Applied, autoRepair, type Repaired, type RepairOptions } from "./pipeline/AutoRepair.ts"
export {
  Controller,
  type Refined,
  RefinementHost,
  RefinementListener,
  type RefineOptions,
  type Status
} from "./pipeline/Controller.ts"
export type { Experience } from "./pipeline/Experience.ts"
export { GivenUp } from "./pipeline/GivenUp.ts"
export { inSession, type SessionHostOptions } from "./pipeline/InSession.ts"
export { type LlmOutcome, LlmRefiner, type LlmRequest } from "./pipeline/LlmRefiner.ts"
export { Draft, Feedback, feedbackOf } from "./pipeline/learning/Feedback.ts"
export { History } from "./pipeline/learning/History.ts"
export { journalMemories } from "./pipeline/learning/JournalHistories.ts"
export { experienceOf, Knowledge, knowledgeOf } from "./pipeline/learning/Knowledge.ts"
export { KnowledgeBase, type Memory } from "./pipeline/learning/KnowledgeBase.ts"
export { KnowledgeError } from "./pipeline/learning/KnowledgeError.ts"
export {
  type KnowledgeProcess,
  type KnowledgeProtocol,
  knowledgeProcess
} from "./pipeline/learning/KnowledgeServer.ts"
export {
  type KnowledgeProcess,
  type KnowledgeProtocol,
  knowledgeProcess
} from "./pipeline/learning/KnowledgeServer.ts"
export { Analysis, analyze } from "./pipeline/learning/Learning.ts"
export { memoryOf, memoryOfRepair } from "./pipeline/learning/Memories.ts"
export type { Proposal as ProposedFile } from "./pipeline/learning/Proposal.ts"
export { proposalsOf } from "./pipeline/learning/Proposals.ts"
export { modelRefiner } from "./pipeline/ModelRefiner.ts"
export { controllerWithModel, type ModelSetup } from "./pipeline/ModelSetup.ts"
export { Workbench } from "./pipeline/Workbench.ts"
export { Redactor } from "./redact/Redactor.ts"
export type { Budget, Spending } from "./refine/Budget.ts"
export { type Decision, type Proposal, type Recipe, run } from "./refine/Refinement.ts"
export { type Progress, progressOf } from "./refine/Stagnation.ts"
export * as Trajectory from "./refine/Trajectory.ts"
export { dispensable } from "./session/Compaction.ts"
export type { HostedRecipe } from "./session/HostedRecipe.ts"
export { Journal } from "./session/Journal.ts"
export { JournalError, SessionTaken } from "./session/JournalError.ts"
export { Entry, JournalEvent } from "./session/JournalEvent.ts"
export type { JournalStore } from "./session/JournalStore.ts"
export { exported, imported } from "./session/JournalText.ts"
export { SessionFailed } from "./session/Session.ts"
export { CallGivenUp, once, SessionCalls } from "./session/SessionCalls.ts"
export { type SessionState, statesOf } from "./session/SessionState.ts"
export { type RunOptions, Sessions, type SessionsOptions } from "./session/Sessions.ts"
