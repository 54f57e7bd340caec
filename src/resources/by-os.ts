import { ConfigError, UnsupportedError } from '../errors.ts'
import type { Os } from '../host/platform/platform.ts'
import { checkKind } from './shared/wanted.ts'

/** One name for each operating system; made by {@link byOs}. */
export class ByOs {
  readonly names: Readonly<Record<string, string>>

  constructor(names: Readonly<Record<string, string>>) {
    this.names = names
  }
}

/**
 * A name that differs by operating system, so that the check stays one check.
 *
 * Keys are os-release ids (`debian`, `ubuntu`, `rocky`) or families (`debian`, `redhat`, `suse`, `alpine`,
 * `arch`); an id wins over its family. On a host whose operating system has no entry the check is errored.
 *
 * @example
 * it(pkg(byOs({ debian: 'apache2', redhat: 'httpd' }))).toBeInstalled()
 */
export function byOs(names: Readonly<Record<string, string>>): ByOs {
  if (Object.keys(names).length === 0)
    throw new ConfigError('by-os-empty', 'byOs() needs a name for at least one operating system')
  for (const [os, name] of Object.entries(names)) checkKind(name, 'string', `the name for ${os} in byOs()`)
  return new ByOs(Object.freeze({ ...names }))
}

/**
 * The name for one operating system.
 *
 * @throws {UnsupportedError} when there is none for it.
 */
export function nameFor(name: string | ByOs, os: Os): string {
  if (typeof name === 'string') return name
  for (const key of [os.id, os.family]) {
    if (Object.hasOwn(name.names, key)) return name.names[key] as string
  }
  const known = Object.keys(name.names).join(', ')
  throw new UnsupportedError(
    'by-os-missing',
    `byOs() has no name for ${os.id} (family ${os.family}), only for ${known}`,
  )
}
