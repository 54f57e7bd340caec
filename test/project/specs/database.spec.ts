import { as, command, describe, expect, file, group, inspect, it, pkg, port, proc, service, sh, user } from 'infraspec'

describe('PostgreSQL', { tags: ['database'] }, ({ vars }) => {
  it(pkg(`postgresql-${vars.version}`))
    .toBeInstalled()
    .toHaveVersion({ atLeast: vars.version })
  it(service(`postgresql@${vars.version}-main`))
    .toBeRunning()
    .toBeEnabled()
  it(service('postgresql')).throughout('1s').toBeRunning()

  describe('its port', () => {
    it(port(5432)).toBeListening({ protocol: 'tcp', on: '127.0.0.1' })
    it(port(5432)).toBeListeningOnlyOn('127.0.0.1', '::1')
  })

  describe('its user', () => {
    it(user('postgres')).toExist().toHaveHome('/var/lib/postgresql').toBeSystemUser()
    it(group('postgres')).toExist()
    it(proc('postgres')).toHaveUser('postgres')
  })

  describe('its data', () => {
    it(file(vars.dataFolder)).toBeDirectory().toBeOwnedBy('postgres')
    it(file(`${vars.dataFolder}/${vars.version}/main`))
      .toHaveMode('0700')
      .not.toBeReadableBy('others')
    it(as('nobody', file(`${vars.dataFolder}/${vars.version}/main`))).not.toBeReadable()
    it(file(`/etc/postgresql/${vars.version}/main/pg_hba.conf`)).not.toContain(/^host\s+all\s+all\s+0\.0\.0\.0/)
  })

  it('answers, and has its database', async () => {
    const listed = command(sh`psql --no-psqlrc -Atc ${'select datname from pg_database'}`)
    await expect(as('postgres', listed)).toHaveStdout(/^app$/)
  })

  it('keeps its socket to itself', async () => {
    const socket = await inspect(file('/var/run/postgresql/.s.PGSQL.5432'))
    expect(socket).toMatchObject({ exists: true, type: 'socket' })
  })
})
