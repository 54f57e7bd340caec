import type { RunOptions } from '../options/options.ts'

/** The same run with these specs alone: a role that has none of them is left out, and so are its hosts. */
export function onlySpecs(options: RunOptions, specs: ReadonlySet<string>): RunOptions {
  const restricted = options.roles.map((role) => ({ ...role, specs: role.specs.filter((file) => specs.has(file)) }))
  const roles = restricted.filter((role) => role.specs.length > 0)
  const hosts = new Set(roles.flatMap((role) => role.hosts))
  return { ...options, roles, hosts: options.hosts.filter(({ id }) => hosts.has(id)) }
}
