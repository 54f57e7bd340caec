import * as v from 'valibot'

import { hostDefaults, object, runDefaults, text, texts } from '../run/options/config-schema.ts'
import type { InfraspecOptions } from './options.ts'

const role = v.union(
  [text, v.pipe(v.array(text), v.minLength(1, 'expected at least one role'))],
  'expected a role or a list of roles',
)

/** What `infraspec()` of infraspec/vitest takes. */
export const optionsSchema = object({
  ...hostDefaults,
  ...runDefaults,
  role: v.optional(role),
  root: v.optional(text),
  hosts: v.optional(texts),
  inventory: v.optional(texts),
  tags: v.optional(texts),
  vaultId: v.optional(texts),
  audit: v.optional(text),
}) satisfies v.GenericSchema<unknown, InfraspecOptions>
