/**
 * Proposals: what was learned as files for people to review, in the forms of `rules/` and `patterns/`. None of them
 * has any effect where it lies.
 */
import type { Vocabulary } from "../../diagnose/Vocabulary.ts"
import type { Feedback } from "./Feedback.ts"
import type { History } from "./History.ts"
import { proposePatterns } from "./PatternProposal.ts"
import type { Proposal } from "./Proposal.ts"
import { proposeRules } from "./RuleProposal.ts"
import { proposeSynonyms } from "./SynonymProposal.ts"

/**
 * All that there is to propose, in the order of the paths; what a project's own vocabulary has already is not. Pure;
 * equal for the same histories and ratings.
 */
export const proposalsOf = (
  histories: ReadonlyArray<History>,
  feedback: ReadonlyArray<Feedback>,
  vocabulary?: Vocabulary
): ReadonlyArray<Proposal> =>
  [
    ...proposeSynonyms(histories, feedback, vocabulary),
    ...proposeRules(feedback),
    ...proposePatterns(feedback)
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
