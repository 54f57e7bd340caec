import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { allFailed, allUnknown, linesOf } from '../shared/all-unknown.ts'

/** A module that is part of the policy. */
export interface SelinuxModulePresent {
  readonly exists: true
  readonly enabled: boolean
  /** Of several of one name, the one with the highest priority counts. */
  readonly priority: number
  /** Such as `pp` or `cil`. */
  readonly language: string
}

/** What is known about a module of the policy. */
export type SelinuxModuleState = { readonly exists: false } | SelinuxModulePresent

// semodule(8): one line a module, `100 abrt  pp` or `400 mine cil disabled`. A store without any module is none.
export const semodule: Provider<SelinuxModuleState> = {
  on: ({ tools }) => tools.includes('semodule'),
  show: (name) => sh`semodule -lfull | grep -w ${name}`,
  ask: () => sh`semodule -lfull && echo =`,
  parse: (answer, names) => {
    const [list = '', ...end] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || end.length === 0) return allFailed(names, 'semodule', answer)
    const found = new Map<string, SelinuxModulePresent>()
    for (const line of linesOf(list)) {
      const [, priority, name, language, word] = /^(\d+)\s+(\S+)\s+(\S+)(?:\s+(disabled))?\s*$/.exec(line) ?? []
      if (name === undefined || language === undefined) {
        return allUnknown(names, `semodule printed what cannot be read: ${line}`)
      }
      const module = { exists: true as const, enabled: word === undefined, priority: Number(priority), language }
      if (module.priority >= (found.get(name)?.priority ?? 0)) found.set(name, module)
    }
    if (found.size === 0) return new Map(names.map((name) => [name, couldNotTell('semodule lists no module at all')]))
    return new Map(names.map((name) => [name, found.get(name) ?? { exists: false }]))
  },
}
