import { wordsOf } from '../firewalls/words.ts'

/**
 * What a rule of auditctl(8) says, whichever way it is written; `undefined` when it is none.
 *
 * `-k x` is `-F key=x`, `exit,always` is `always,exit`, and the order of fields and system calls says nothing.
 */
export function auditMeaning(rule: string): string | undefined {
  const words = wordsOf(rule)
  if (words === undefined || words.length < 2 || words.length % 2 !== 0) return undefined
  const parts: string[] = []
  for (let index = 0; index < words.length; index += 2) {
    const [option = '', value = ''] = words.slice(index, index + 2)
    if (!/^-[aAwpkFSC]$/.test(option)) return undefined
    parts.push(...part(option, value))
  }
  return [...new Set(parts)].toSorted().join('\n')
}

function part(option: string, value: string): readonly string[] {
  if (option === '-k') return [`-F key=${value}`]
  if (option === '-S') return value.split(',').map((call) => `-S ${call}`)
  if (option === '-a' || option === '-A') return [`-a ${value.split(',').toSorted().join(',')}`]
  if (option === '-p') return [`-p ${[...value].toSorted().join('')}`]
  if (option === '-w') return [`-w ${value.replace(/(?<=.)\/$/, '')}`]
  return [`${option} ${value.replace(/=(unset|4294967295)$/, '=-1')}`]
}
