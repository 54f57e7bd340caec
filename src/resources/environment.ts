import { defineResource, ifPresent, incomparable, matches, type Verdict } from './define-resource.ts'
import type { TextPattern } from './shared/text.ts'
import { checkKind } from './shared/wanted.ts'
import { procEnviron, type EnvironmentState } from './subjects/environment.ts'
import { subjectKey, subjectTitle, type SubjectOptions } from './subjects/key.ts'
import { unanimous } from './subjects/unanimous.ts'

export type { SubjectOptions } from './subjects/key.ts'
export type { EnvironmentState } from './subjects/environment.ts'

type EnvironmentPresent = Extract<EnvironmentState, { exists: true }>

/**
 * The environment that a user's login gives, or that all processes of one name were started with.
 *
 * A user's is that of `su -l` with /bin/sh, which reads /etc/profile and the user's own .profile: that takes root. Where several
 * processes differ, it could not be told, and neither could that of a program which writes its title over it, as nginx and sshd do.
 * Values are often secrets: those of the host are in no report, and what is wanted is
 * shown as the spec has it.
 *
 * @example
 * it(environment('app')).toHaveVariable('LANG', 'C.UTF-8')
 * it(environment('gunicorn', { of: 'process' })).toHaveVariable('DATABASE_URL', /^postgres:/).not.toHaveVariable('DEBUG')
 */
export const environment = defineResource({
  kind: 'environment',
  title: (name, options: SubjectOptions | undefined) => subjectTitle('environment', name, options),
  absence: 'is of what is not there',
  key: (name, options) => subjectKey('environment', name, options),
  providers: { procEnviron },
  sensitive: ['variables'],
  matchers: {
    /**
     * It has this variable, and if a value is given that one: all of it, or what a RegExp finds.
     *
     * Without the variable a value fails in both polarities.
     */
    toHaveVariable: ifPresent(({ variables }: EnvironmentPresent, name: string, value?: TextPattern): Verdict => {
      checkKind(name, 'string', 'the name of a variable')
      const has = unanimous(variables.map((one) => Object.hasOwn(one, name)))
      if (value === undefined || typeof has !== 'boolean') return has
      checkKind(value, 'text')
      if (!has) return incomparable('there is no such variable', value)
      return unanimous(variables.map((one) => matches(one[name] ?? '', value).pass))
    }),
  },
})
