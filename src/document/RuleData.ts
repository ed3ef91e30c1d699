/**
 * The schemas of the data in `rules/text`.
 */
import { Schema } from "effect"

const Nats = Schema.Number

const Slip = Schema.Struct({
  /** How surprising it is that an author slips in this way. */
  cost: Nats,
  /** 0..1: the share of such repairs, where nothing competes with them, that are what the author meant. */
  confidence: Schema.Number
})

const slips = [
  "tab-indent",
  "wrong-indent",
  "missing-colon",
  "missing-space",
  "missing-dash",
  "stray-dash",
  "wrong-bullet",
  "wrong-separator",
  "wrong-comment",
  "unquoted-value",
  "unclosed-quote",
  "unescaped-quote",
  "unknown-alias",
  "invalid-escape",
  "decorated-key",
  "curly-quote",
  "unclosed-bracket",
  "mismatched-bracket",
  "stray-bracket",
  "missing-comma",
  "stray-comma",
  "value-before-block",
  "list-beside-key",
  "keys-on-one-line",
  "missing-block-marker",
  "block-header",
  "dedented-block",
  "stray-text",
  "stray-marker",
  "markdown-fence",
  "surrounding-prose",
  "duplicate-key",
  "truncated",
  "json-literal",
  "json-quotes",
  "json-comment",
  "json-string",
  "merge-conflict",
  "diff-markers",
  "line-numbers",
  "escaped-text",
  "html-entities",
  "invisible-characters"
] as const

const Costs = Schema.Struct({
  slips: Schema.Struct(
    Object.fromEntries(slips.map((name) => [name, Slip])) as {
      readonly [Name in (typeof slips)[number]]: typeof Slip
    }
  ),
  /** What makes a slip more surprising than its kind alone. */
  extra: Schema.Struct({
    column: Nats,
    farColumn: Nats,
    line: Nats,
    group: Nats,
    /** Times the cost of an indentation that is wrong where the text parses. */
    inPlace: Schema.Number,
    /** Times the cost of a slip that the line itself shows. */
    trace: Schema.Number,
    twoItems: Nats,
    besideKey: Nats,
    unlikelyKey: Nats,
    removedLine: Nats,
    removedPair: Nats
  }),
  /** What is left after a repair. */
  left: Schema.Struct({ problem: Nats, anomaly: Nats, duplicate: Nats, lost: Nats }),
  search: Schema.Struct({
    /** Repairs this close to the cheapest compete with it. */
    margin: Nats,
    /** A reading has to be this much better before text that parses is changed. */
    gain: Nats,
    /** Slips that cost more than this are less certain than their kind. */
    surprising: Nats,
    /** How quickly the odds fall with the nats between two readings. */
    sharpness: Schema.Number,
    /** A rival that leaves a fault where the best reading fits is less likely by this. */
    faulty: Nats,
    /** Below this a fault is explained by itself. */
    worth: Nats,
    /** Other readings of the lines at fault that are tried at a time. */
    rereadings: Schema.Int,
    expansions: Schema.Int,
    reads: Schema.Int,
    rounds: Schema.Int,
    /** Passes over a text whose damaged places are mended one by one. */
    passes: Schema.Int,
    place: Schema.Int,
    /** Repairs of single places, at most; what is left stays as it is. */
    repairs: Schema.Int,
    /** Further lines of one repair, at most, that are told one by one. */
    further: Schema.Int,
    /** More slips than this, found at once, are told by kind. */
    separate: Schema.Int,
    /** Texts up to this size are searched as a whole. */
    whole: Schema.Int,
    /** Texts up to this size are looked at again where they read, but do not fit. */
    reread: Schema.Int,
    /** Characters that candidates may be read for, as a multiple of the text's size, and at least. */
    work: Schema.Number,
    least: Schema.Int,
    /** Characters that may be read to weigh in the whole what was found in windows. */
    settle: Schema.Int,
    /** And at most. */
    most: Schema.Int
  }),
  applicability: Schema.Struct({ safe: Schema.Number })
})

/** Words that the repairs know. */
const Words = Schema.Struct({ telling: Schema.Array(Schema.String) })

export const schemas = { costs: Costs, words: Words } as const
