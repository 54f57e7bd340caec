import { ConfigError } from '../errors.ts'
import type { Init, Os, PackageDatabase, Platform } from '../host/platform/platform.ts'
import type { PlannedHost, PlannedRole } from './collect/plan.ts'

/** What a spec may ask of the host that it is evaluated for. */
export interface Host {
  /** The stable name from the inventory. */
  readonly name: string
  readonly address: string
  /** The role that it is looked at as. */
  readonly role: string
  readonly os: Os
  /** `uname -m`, such as `x86_64`. */
  readonly arch: string
  readonly kernel: { readonly name: string; readonly release: string }
  readonly init: Init
  /** The package database. */
  readonly packages: PackageDatabase
  /** What the host calls itself. */
  readonly hostname: string
  /**
   * Variables of the role, the inventory and `--var`. One that is not set throws.
   *
   * @example
   * it('has its workers', async ({ vars }) => {
   *   await expect(proc('unicorn')).toHaveCount(vars.workers)
   * })
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- a project's own
  readonly vars: Readonly<Record<string, any>>
}

/** A host with its facts, as the specs of one role see it. */
export function makeHost(planned: PlannedHost, role: PlannedRole, platform: Platform): Host {
  const { os, arch, kernel, init, packages, identity } = platform
  const { name, address } = planned
  const vars = strict({ ...role.vars, ...planned.vars }, name, role.name)
  return Object.freeze({
    name,
    address,
    role: role.name,
    os,
    arch,
    kernel,
    init,
    packages,
    hostname: identity.hostname,
    vars,
  })
}

/** Variables of which an unknown one throws: a misspelt name must not become `undefined` in a check. */
function strict(vars: Record<string, unknown>, host: string, role: string): Readonly<Record<string, unknown>> {
  return new Proxy(Object.freeze(vars), {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name)
      const known = Object.keys(target).join(', ') || 'none'
      throw new ConfigError(
        'unknown-var',
        `There is no variable "${name}" on ${host} in role ${role}; known: ${known}`,
        {
          host,
          hint: `set it in the role's vars, or with --var ${name}=…; \`'${name}' in host.vars\` asks whether it is set`,
        },
      )
    },
  })
}
