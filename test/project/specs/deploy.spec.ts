import { as, command, describe, expect, file, inspect, it, service, sh, user } from 'infraspec'

// Logic that no one-liner says: over several resources, as several users, with what the role knows.

describe('people who deploy', ({ vars }) => {
  it.each(vars.deployers as string[])('%s may log in and not be root by a password', async (name) => {
    const account = await inspect(user(name))
    expect(account).toMatchObject({ exists: true, shell: '/bin/bash' })
    await expect(user(name)).not.toBelongToGroup('root')
    await expect(user(name)).toHaveLockedPassword()
  })

  it('cannot read each other, and the application can read nobody', async () => {
    const homes = await Promise.all((vars.deployers as string[]).map((name) => inspect(user(name))))
    for (const account of homes) {
      if (!account.exists) continue
      await expect(as('app', file(`${account.home}/.ssh/authorized_keys`))).not.toBeReadable()
    }
    expect(homes.filter(({ exists }) => exists).length).toBe(homes.length)
  })
})

describe('the application and its service', () => {
  it('run as the user that owns its folder', async () => {
    const [unit, folder] = await Promise.all([inspect(service('app')), inspect(file('/var/log/app'))])
    expect(unit.exists && unit.user).toBe(folder.exists && folder.owner)
  })

  it('see the same environment as a person who looks as them', async () => {
    const asked = await inspect(as('app', command('id -un; pwd; echo "$HOME"')))
    expect(asked.stdout.split('\n')).toContain('app')
    expect(asked.stdout).toMatch(/^\/srv\/app$/m)
  })

  it('answer each worker by its name', async ({ name, vars }) => {
    for (let worker = 1; worker <= vars.workers; worker += 1) {
      await expect(service(`worker@${worker}`)).toBeRunning()
    }
    await expect(command(sh`printf %s ${name}`)).toHaveStdout(name)
  })
})
