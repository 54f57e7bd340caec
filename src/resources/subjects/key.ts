import { ConfigError } from '../../errors.ts'
import { accountName } from '../accounts/name.ts'
import { checkOptions } from '../shared/wanted.ts'
import type { ProcQuestion } from './proc-file.ts'

/** Of what a name is the name. */
export interface SubjectOptions {
  /** A user, whose next login is asked about; or a process, all that run under that name. `user` when not given. */
  readonly of?: 'user' | 'process'
}

/** Whom a name stands for, as a key of a provider. */
export function subjectKey(resource: string, name: string, options: SubjectOptions | undefined): string {
  checkOptions(`${resource}()`, options ?? {}, { of: 'string' })
  const of: string = options?.of ?? 'user'
  if (of !== 'user' && of !== 'process') {
    throw new ConfigError(resource, `${resource}() is of a user or a process, not of ${JSON.stringify(of)}`)
  }
  if (of === 'user') return JSON.stringify({ name: accountName('user', name), of } satisfies ProcQuestion)
  // proc(5): the kernel keeps 15 bytes of it.
  if (name === '' || name.includes('\n') || Buffer.byteLength(name) > 15) {
    throw new ConfigError(resource, `${JSON.stringify(name)} is not the name of a process`, {
      hint: 'up to 15 bytes, as ps -o comm= prints it',
    })
  }
  return JSON.stringify({ name, of } satisfies ProcQuestion)
}

/** `limits of user "app"`. */
export function subjectTitle(kind: string, name: string, options: SubjectOptions | undefined): string {
  return `${kind} of ${options?.of ?? 'user'} ${JSON.stringify(name)}`
}
