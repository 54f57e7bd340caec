export { byOs } from './resources/by-os.ts'
export {
  as,
  couldNotTell,
  defineResource,
  ifPresent,
  is,
  matches,
  secret,
  withDetails,
} from './resources/define-resource.ts'
export type {
  CommandProvider,
  Comparison,
  Definition,
  EvidenceProbe,
  Existence,
  Matcher,
  Provider,
  Resource,
  Unknown,
  Verdict,
} from './resources/define-resource.ts'
export type { Answer } from './host/answer.ts'
export type { Platform } from './host/platform.ts'
export { sh, type Script, type ShellValue } from './host/shell.ts'
export { command } from './resources/command.ts'
export { file } from './resources/file.ts'
export { group } from './resources/group.ts'
export { pkg } from './resources/pkg.ts'
export { port } from './resources/port.ts'
export { proc } from './resources/proc.ts'
export { service } from './resources/service.ts'
export { user } from './resources/user.ts'
export { describe, type Describe, type DescribeBody } from './spec/describe.ts'
export { expect, inspect, type Expect } from './spec/expect.ts'
export { afterAll, afterEach, beforeAll, beforeEach } from './spec/hooks.ts'
export type { Host } from './spec/host.ts'
export { it, type It, type CheckBody } from './spec/it.ts'
