// Read by tsc, never run: what can be said of packages, services, ports and processes.
import { byOs } from '../../src/resources/by-os.ts'
import { pkg } from '../../src/resources/pkg.ts'
import { port, ports } from '../../src/resources/port.ts'
import { proc } from '../../src/resources/proc.ts'
import { service } from '../../src/resources/service.ts'
import { expect, inspect } from '../../src/spec/expect.ts'

export async function said(): Promise<void> {
  await expect(pkg(byOs({ debian: 'apache2', redhat: 'httpd' }))).toBeInstalled()
  await expect(pkg('nginx')).toHaveVersion('1.22.1-9')
  await expect(pkg('nginx')).toHaveVersion({ atLeast: '1.22', below: '2~' })
  await expect(service('nginx')).not.toBeEnabled()
  await expect(port(80)).toBeListening()
  await expect(port('53')).toBeListening({ protocol: 'udp', on: '127.0.0.53' })
  await expect(port(5432)).toBeListeningOnlyOn('127.0.0.1', '::1')
  await expect(proc('nginx')).toHaveCount({ atLeast: 2 })
  await expect(proc('nginx')).toHaveUser('www-data', { args: /worker/ })

  const nginx = await inspect(pkg('nginx'))
  if (nginx.exists) nginx.versions satisfies readonly string[]
  const web = await inspect(port(80))
  if (web.exists) web.listeners[0]?.address.toUpperCase()
  const open = await inspect(ports())
  open[0]?.address.toUpperCase()
  await expect(ports()).toHaveCount({ atLeast: 1 })
  const cron = await inspect(service('cron'))
  if (cron.exists) cron.mainPid satisfies number | undefined

  // @ts-expect-error -- an item has no items
  void open.items
  // @ts-expect-error -- only of what exists
  void nginx.version
  // @ts-expect-error -- no such bound
  await expect(pkg('nginx')).toHaveVersion({ atleast: '1' })
  // @ts-expect-error -- of a file, not of a service
  await expect(service('nginx')).toHaveMode('0644')
  // @ts-expect-error -- say it with the family
  await expect(port(80)).toBeListening({ protocol: 'tcp6' })
  // @ts-expect-error -- needs an address
  await expect(port(80)).toBeListeningOnlyOn()
  // @ts-expect-error -- a port has a number
  void port(true)
  // @ts-expect-error -- a count is a number
  await expect(proc('nginx')).toHaveCount('2')
}
