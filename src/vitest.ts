export { infraspec, type InfraspecPlugin } from './vitest/plugin.ts'
export type { InfraspecOptions } from './vitest/options.ts'
