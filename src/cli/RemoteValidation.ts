/**
 * A validation that was made in a thread: its report is here, its trees are read again only where somebody asks for
 * them, which for most files nobody does.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
import { readingOf, type ValidateOptions, type Validation } from "../diagnose/Validator.ts"
import type { Document } from "../document/Document.ts"
import { readDocument } from "../document/Reader.ts"
import { apply } from "../document/TextEdit.ts"
import type { Findings } from "./Errand.ts"

export class RemoteValidation implements Validation {
  readonly text: string
  readonly path: string | undefined
  readonly dialect: Dialect
  readonly kind: Validation["kind"]
  readonly edits: Validation["edits"]
  readonly report: Validation["report"]
  readonly ignored: Validation["ignored"]
  readonly #limits: ValidateOptions["limits"]
  #document: Document | undefined
  #salvaged: Document | undefined

  constructor(text: string, dialect: Dialect, options: ValidateOptions, findings: Findings) {
    this.text = text
    this.path = options.path
    this.dialect = dialect
    this.kind = findings.kind
    this.edits = findings.edits
    this.report = findings.report
    this.ignored = findings.ignored
    this.#limits = options.limits
  }

  get document(): Document {
    this.#document ??= this.#read(this.text)
    return this.#document
  }

  get salvaged(): Document {
    this.#salvaged ??= this.edits.length === 0 ? this.document : this.#read(apply(this.text, this.edits))
    return this.#salvaged
  }

  #read(text: string): Document {
    const path = this.path === undefined ? {} : { path: this.path }
    const limits = this.#limits === undefined ? {} : { limits: this.#limits }
    return readDocument(text, readingOf(this.dialect, { ...path, ...limits }))
  }
}
