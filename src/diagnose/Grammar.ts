/**
 * A grammar: the shapes that a dialect's trees may have, as data.
 *
 * `rules/<dialect>/grammar.yaml` holds one, is validated by the schema here and compiled into the program at
 * build time. A shape is referred to by its name; `string`, `number`, `integer`, `boolean`, `null` and `any` are
 * always there.
 */
import { Schema } from "effect"

const Scalar = Schema.Union([Schema.String, Schema.Number, Schema.Boolean, Schema.Null])

const attributes = {
  /** What it is called in messages, with its article: `a job`, `the list of steps`. */
  title: Schema.optionalKey(Schema.String),
  /** Name of the place for templates (`${{ … }}`): such a string is accepted whatever the kind. Contexts are checked later. */
  template: Schema.optionalKey(Schema.String)
}

/**
 * A string. `coerce`: numbers and booleans are taken as text by the engine, so they are fine here (default true,
 * as nearly every engine does so); `false` makes them an error with a quoting fix.
 */
const StringShape = Schema.Struct({
  kind: Schema.Literal("string"),
  ...attributes,
  coerce: Schema.optionalKey(Schema.Boolean),
  /** A null (nothing written) is fine too. */
  nullable: Schema.optionalKey(Schema.Boolean),
  nonEmpty: Schema.optionalKey(Schema.Boolean),
  /** A regular expression that the whole text must match, with what it describes. */
  pattern: Schema.optionalKey(Schema.String),
  patternTitle: Schema.optionalKey(Schema.String),
  /** What stands around such a text, where it alone is missing: the slashes of a regular expression. */
  between: Schema.optionalKey(Schema.Tuple([Schema.String, Schema.String])),
  /** Keys of a map that other formats have in its place, under which the text stands: `job` of `{ job: build }`. */
  under: Schema.optionalKey(Schema.Array(Schema.String)),
  /** How several texts in a list become such a text: a line each, with blanks between them, or as commands do. */
  joined: Schema.optionalKey(Schema.Literals(["lines", "blanks", "commands"]))
})

const NumberShape = Schema.Struct({
  kind: Schema.Literals(["number", "integer"]),
  ...attributes,
  minimum: Schema.optionalKey(Schema.Number),
  maximum: Schema.optionalKey(Schema.Number),
  /** What it counts: a time with another unit (`1h`) is converted. */
  unit: Schema.optionalKey(Schema.Literals(["seconds", "minutes"]))
})

const PlainShape = Schema.Struct({ kind: Schema.Literals(["boolean", "null", "any"]), ...attributes })

const EnumShape = Schema.Struct({
  kind: Schema.Literal("enum"),
  ...attributes,
  values: Schema.Array(Scalar),
  /** Case does not matter to the engine. */
  ignoreCase: Schema.optionalKey(Schema.Boolean),
  /** Words people write for a value: `{ onfailure: on_failure }`. */
  synonyms: Schema.optionalKey(Schema.Record(Schema.String, Scalar)),
  /** Words that somebody vouches for: no other value can be meant, so writing it is no guess. */
  aliases: Schema.optionalKey(Schema.Record(Schema.String, Scalar)),
  /** What to put where the word written resembles none of them, such as the weakest permission. */
  fallback: Schema.optionalKey(Scalar)
})

const ListShape = Schema.Struct({
  kind: Schema.Literal("list"),
  ...attributes,
  item: Schema.String,
  /** What the first items are, one after the other, where that depends on their place. */
  first: Schema.optionalKey(Schema.Array(Schema.String)),
  minimum: Schema.optionalKey(Schema.Int),
  maximum: Schema.optionalKey(Schema.Int),
  /** Nested lists are flattened by the engine. */
  flatten: Schema.optionalKey(Schema.Boolean),
  /** Keys of other formats under which what an item should be is held: `- run: make`. */
  heldIn: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Its items have no blanks in them, as a rule: a text with some is several. */
  blanks: Schema.optionalKey(Schema.Literal("part")),
  /** A scalar in place of the list stands for a list with one item of this shape, made by its `scalarKey`. */
  scalarItem: Schema.optionalKey(Schema.String),
  /** `safe` where nothing else could be meant by such a scalar, `unsafe` where much else could. */
  scalarIs: Schema.optionalKey(Schema.Literals(["safe", "unsafe"]))
})

export const Key = Schema.Struct({
  shape: Schema.String,
  required: Schema.optionalKey(Schema.Boolean),
  /** Inserted where the required key is missing. */
  default: Schema.optionalKey(Schema.Json),
  /** `safe` where nothing else could be meant; unsafe by default. */
  defaultIs: Schema.optionalKey(Schema.Literals(["safe", "unsafe"])),
  /** Words people write for this key. */
  synonyms: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Of those synonyms, the ones that name the unit in which a bare number is meant: `{ timeout-minutes: minutes }`. */
  units: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** What tools make of this very key (`on`, read and written as `true`): no other key can be meant, so renaming is safe. */
  aliases: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Why it should not be used any more; the diagnostic is a warning. */
  deprecated: Schema.optionalKey(Schema.String),
  description: Schema.optionalKey(Schema.String)
})
export type Key = typeof Key.Type

const MapShape = Schema.Struct({
  kind: Schema.Literal("map"),
  ...attributes,
  /** Names of map shapes whose keys, names and groups this one takes over; its own win. */
  extends: Schema.optionalKey(Schema.Array(Schema.String)),
  keys: Schema.optionalKey(Schema.Record(Schema.String, Key)),
  /** Keys that are names chosen by the author (jobs, inputs, variables). Known keys win over names. */
  names: Schema.optionalKey(
    Schema.Struct({
      shape: Schema.String,
      /** What such a name is called: `a job id`. */
      title: Schema.optionalKey(Schema.String),
      pattern: Schema.optionalKey(Schema.String),
      patternTitle: Schema.optionalKey(Schema.String),
      /** Keys of other formats under which such names stand one level too deep (`jobs`). */
      wrappers: Schema.optionalKey(Schema.Array(Schema.String)),
      /** What to call an entry whose name was left out. */
      default: Schema.optionalKey(Schema.String),
      /** The key of an entry whose value names it, where people write a list of such words: `redis` of `image: redis:7`. */
      word: Schema.optionalKey(Schema.String),
      /** Keys of the map around this one: where their value is none of a name, they slipped in. */
      not: Schema.optionalKey(Schema.Array(Schema.String)),
      /** Names of a form of their own hold something else (hidden jobs begin with a dot): the first that matches whole counts. */
      others: Schema.optionalKey(
        Schema.Array(
          Schema.Struct({
            pattern: Schema.String,
            shape: Schema.String,
            /** Another shape for those of them that one of the map's values names under this key (`extends`), or merges. */
            named: Schema.optionalKey(Schema.Struct({ under: Schema.String, shape: Schema.String }))
          })
        )
      )
    })
  ),
  /** At least so many pairs. */
  minimum: Schema.optionalKey(Schema.Int),
  /** What joins a name and those below it, where people write maps under a name that has but a value: `DB: { HOST: … }`. */
  spread: Schema.optionalKey(Schema.String),
  /** Case of keys does not matter to the engine. */
  ignoreCase: Schema.optionalKey(Schema.Boolean),
  /** An empty value (`key:`) counts as an empty map. */
  nullable: Schema.optionalKey(Schema.Boolean),
  /** Of these keys exactly one, at least one, or at most one may be there. */
  groups: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        of: Schema.Array(Schema.String),
        count: Schema.Literals(["exactly-one", "at-least-one", "at-most-one"]),
        /** Which to add, with which value, where none is there. */
        default: Schema.optionalKey(Schema.Struct({ key: Schema.String, value: Schema.Json }))
      })
    )
  ),
  /** `key` needs all of these beside it. */
  needs: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.String))),
  /** The key of which a scalar stands for the whole map (`environment: production`): how to turn the one into the other. */
  scalarKey: Schema.optionalKey(Schema.String),
  /** The form of such a scalar, a regular expression for the whole of it; any, where none is given. */
  scalarForm: Schema.optionalKey(Schema.String),
  /** `safe` where nothing else could be meant by such a scalar, `unsafe` where much else could. */
  scalarIs: Schema.optionalKey(Schema.Literals(["safe", "unsafe"])),
  /** Where keys that the map does not know belong: under this key, a map by name (an action's inputs under `with`). */
  strays: Schema.optionalKey(
    Schema.Struct({
      key: Schema.String,
      /** Only keys that match it whole. */
      pattern: Schema.optionalKey(Schema.String),
      /** Words that stand elsewhere, or in other formats: none of them belongs there. */
      not: Schema.optionalKey(Schema.Array(Schema.String))
    })
  ),
  /** Words of other formats that have no counterpart here, and what there is instead: they may as well go. */
  foreign: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** The key of a list's items that names them, where people write a list for this map (`- name: build`), or several. */
  listKey: Schema.optionalKey(Schema.Union([Schema.String, Schema.Array(Schema.String)]))
})
export type MapShape = typeof MapShape.Type

/** One of several shapes. `by` tells the branch without trying: by a key's value, or by a key being there. */
const OneOfShape = Schema.Struct({
  kind: Schema.Literal("oneOf"),
  ...attributes,
  of: Schema.Array(Schema.String),
  /** Keys of other formats around what is meant as a bare word (`vmImage`): they say nothing of their own. */
  wrappers: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The branch that a scalar means where none of them is one: its `scalarKey` says how. */
  scalar: Schema.optionalKey(Schema.String),
  by: Schema.optionalKey(
    Schema.Struct({
      /** The value of this key picks the shape: the values are a closed set, so a misspelled one is repaired. */
      value: Schema.optionalKey(
        Schema.Struct({ key: Schema.String, shapes: Schema.Record(Schema.String, Schema.String) })
      ),
      /** The first of these keys that is there picks the shape. */
      key: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
      /** The shape where none of these keys is there. */
      absent: Schema.optionalKey(Schema.String),
      /** The shape where the key has another value, so that the values are no closed set. */
      other: Schema.optionalKey(Schema.String)
    })
  )
})

export const Shape = Schema.Union([
  StringShape,
  NumberShape,
  PlainShape,
  EnumShape,
  ListShape,
  MapShape,
  OneOfShape
])
export type Shape = typeof Shape.Type

export const Grammar = Schema.Struct({
  /** The shape of the root for each kind of file of the dialect (`workflow`, `action`); the first is the usual one. */
  start: Schema.Record(Schema.String, Schema.String),
  /** How templates are written; one that is `unclosed` may go on to the end of the text. */
  templates: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        open: Schema.NonEmptyString,
        close: Schema.NonEmptyString,
        unclosed: Schema.optionalKey(Schema.Boolean)
      })
    )
  ),
  /** The engine fills templates in before it looks at anything: they are accepted in every place. */
  templateEverywhere: Schema.optionalKey(Schema.Boolean),
  /** Tags of nodes that stand for something written elsewhere (`!reference`): accepted in place of anything. */
  references: Schema.optionalKey(Schema.Array(Schema.String)),
  /** A written `null` (not a value that is left out) takes away what would be taken over: accepted in place of anything. */
  unset: Schema.optionalKey(Schema.Boolean),
  /** Pairs of words that mean the same in key names anywhere in the dialect. */
  synonyms: Schema.optionalKey(Schema.Array(Schema.Array(Schema.String))),
  shapes: Schema.Record(Schema.String, Shape)
})
export type Grammar = typeof Grammar.Type
