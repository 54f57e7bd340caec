import type { Inventory } from '../inventory.ts'
import { checkEc2, type Ec2Options } from './options.ts'

/**
 * The EC2 instances that have these tags.
 *
 * Needs `@aws-sdk/client-ec2` in the project, and the permission `ec2:DescribeInstances`. In specs `host.vars.ec2`
 * holds the instance's `id`, `region`, `zone`, `type`, `image` and `tags`.
 *
 * @throws {ConfigError} when the options make no sense.
 *
 * @example
 * // roles/app.ts
 * export default defineRole({ hosts: ec2({ tags: { Service: 'web', Role: 'app' }, region: 'eu-west-1' }) })
 */
export function ec2(options: Ec2Options): Inventory {
  // every configuration imports this file, and few use it
  const checked = checkEc2(options)
  const tags = Object.entries(checked.tags).map(([name, value]) => `${name}=${[value].flat().join('|')}`)
  return { kind: `ec2:${tags.join(',')}`, list: async () => (await import('./list-ec2.ts')).listEc2(checked) }
}
