import type { ErrorData } from '../../errors.ts'
import type { Mark } from '../../timeline.ts'
import type { Plan } from '../collect/plan.ts'

/** Where a module is, for Node to load it by itself, or its code. */
export type FoundModule =
  | { readonly externalize: string; readonly type: 'builtin' | 'module' | 'commonjs' }
  | {
      readonly code: string
      readonly file: string
      readonly id: string
      readonly url: string
      readonly invalidate: boolean
    }

/** Which module is wanted: what an import says, and the file that says it. */
export interface ModuleRequest {
  readonly id: number
  readonly wanted: string
  readonly importer: string | undefined
  /** How many lines stand before the code of a module when it is evaluated. */
  readonly startOffset: number
}

/** The answer to a {@link ModuleRequest}. */
export interface ModuleAnswer {
  readonly id: number
  readonly found?: FoundModule
  /** Why there is no such module. */
  readonly refused?: ErrorData
  /** What else was thrown. */
  readonly error?: unknown
}

/** What went wrong in the evaluating thread that is no check's outcome. */
export interface Fault {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

/** What the main thread tells the evaluating one. */
export type ToEvaluation =
  | { readonly type: 'run'; readonly plan: Plan }
  | { readonly type: 'module'; readonly answer: ModuleAnswer }

/** What the evaluating thread tells the main one; `ended` is the last. */
export type FromEvaluation =
  | { readonly type: 'module'; readonly request: ModuleRequest }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  | { readonly type: 'ended'; readonly complete: boolean }
