import { sh } from '../../host/shell.ts'
import { linesOf } from '../shared/all-unknown.ts'
import type { Language } from './language.ts'

/** Gems of Ruby, those that came with it included; `with` names another Ruby's `gem`. */
// gem list: "rails (7.1.2, 7.0.8)", "json (default: 2.7.2)", "nokogiri (1.16.0 x86_64-linux)"
export const gem: Language = {
  system: 'gem',
  list: (place) => sh`${place.with ?? 'gem'} list --local --no-verbose`,
  read: (stdout, exitCode) => {
    const gems = linesOf(stdout).map((line) => /^([\w.-]+) \(([^()]+)\)$/.exec(line))
    if (exitCode !== 0 || gems.length === 0 || gems.includes(null)) return undefined
    return gems.flatMap((match) => {
      const [, name = '', versions = ''] = match as RegExpExecArray
      const bare = versions.split(', ').map((version) => version.replace(/^default: /, '').split(' ')[0] as string)
      return bare.map((version) => ({ name, version }))
    })
  },
}
