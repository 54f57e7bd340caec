import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['dpkg'],
      holds: [
        `it(pkg('nginx-light')).toBeInstalled()`,
        `it(pkg('nginx-light')).toHaveVersion({ atLeast: '1.18', below: '99' })`,
        `it(pkg('less')).toBeHeld()`,
        `it(packages()).toHaveCount({ above: 100 })`,
      ],
      fails: [
        `it(pkg('nano')).toBeInstalled()`,
        `it(pkg('nginx-light')).toHaveVersion({ below: '1.18' })`,
        `it(pkg('nginx-light')).toBeHeld()`,
        `it(packages()).toMatchState({ items: expect.arrayContaining([expect.objectContaining({ name: 'nano' })]) })`,
      ],
      absent: [`it(pkg('nano')).toHaveVersion('1')`, `it(pkg('apache2')).toBeHeld()`],
      untold: [
        `it(as('nosuch', pkg('apache2'))).toBeInstalled()`,
        `it(pkg('rails', { by: 'gem' })).toBeInstalled()`,
        `it(packages({ by: 'gem' })).toHaveCount(0)`,
      ],
    },
    {
      mechanisms: ['gem', 'pip', 'cpan', 'cargo'],
      host: 'trixie-1',
      before: String.raw`mkdir -p /srv/cargo
printf '[v1]\n"tiny 1.2.3 (path+file:///tmp/crate)" = ["tiny"]\n' >/srv/cargo/.crates.toml`,
      after: 'rm -r /srv/cargo',
      holds: [
        `it(pkg('tiny', { by: 'gem' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'gem' })).toHaveVersion('1.0.0')`,
        `it(pkg('tiny', { by: 'gem' })).toHaveVersion({ satisfies: '~> 1.2.0.rc1', below: '1.2' })`,
        `it(packages({ by: 'gem' })).toHaveCount({ above: 20 })`,
        `it(pkg('pip', { by: 'pip', with: '/srv/venv/bin/python' })).toHaveVersion({ satisfies: '>=20,<99' })`,
        `it(pkg('PIP', { by: 'pip' })).toBeInstalled()`,
        `it(packages({ by: 'pip', with: '/srv/venv/bin/python' })).toHaveCount(1)`,
        `it(pkg('JSON::PP', { by: 'cpan' })).toHaveVersion({ atLeast: '4' })`,
        `it(pkg('tiny', { by: 'cargo', in: '/srv/cargo' })).toHaveVersion({ satisfies: '1' })`,
        `it(packages({ by: 'cargo', in: '/srv/cargo' })).toHaveCount(1)`,
      ],
      fails: [
        `it(pkg('tin', { by: 'gem' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'gem' })).toHaveVersion({ satisfies: '~> 2.0' })`,
        `it(pkg('supervisor', { by: 'pip', with: '/srv/venv/bin/python' })).toBeInstalled()`,
        `it(pkg('No::Such', { by: 'cpan' })).toBeInstalled()`,
        `it(pkg('tin', { by: 'cargo', in: '/srv/cargo' })).toBeInstalled()`,
      ],
      absent: [
        `it(pkg('tin', { by: 'gem' })).toHaveVersion('1')`,
        `it(pkg('No::Such', { by: 'cpan' })).toHaveVersion('1')`,
      ],
      untold: [
        `it(pkg('tiny', { by: 'npm' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'pecl' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'cargo', in: '/nosuch' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'pip', with: '/nosuch/python' })).toBeInstalled()`,
        `it(pkg('tiny', { by: 'gem' })).toBeHeld()`,
      ],
    },
    {
      mechanisms: ['rpm'],
      host: 'fedora-1',
      holds: [
        `it(pkg('tiny')).toHaveVersion('1.0-1.fc40')`,
        `it(pkg('epochal')).toHaveVersion({ above: '2:1.4', below: '2:1.5' })`,
        `it(pkg('kernel-tiny')).toHaveVersion('6.1.0-1.fc40')`,
        `it(pkg('kernel-tiny')).toHaveVersion('6.2.0-1.fc40')`,
        `it(packages()).toHaveCount(5)`,
      ],
      fails: [
        `it(pkg('openssh-server')).toBeInstalled()`,
        `it(pkg('epochal')).toHaveVersion({ atLeast: '2:1.5' })`,
        `it(packages()).toHaveCount(0)`,
      ],
      absent: [`it(pkg('openssh-server')).toHaveVersion('1')`],
      untold: [`it(pkg('tiny')).toBeHeld()`, `it(as('nosuch', packages())).toHaveCount(0)`],
    },
    {
      mechanisms: ['pacman'],
      host: 'arch-1',
      holds: [
        `it(pkg('tiny')).toHaveVersion('1.0-1')`,
        `it(pkg('epochal')).toHaveVersion({ above: '2:1.4-1', below: '2:1.5-1' })`,
        `it(packages()).toHaveCount(3)`,
      ],
      fails: [
        `it(pkg('openssh-server')).toBeInstalled()`,
        `it(pkg('epochal')).toHaveVersion({ atLeast: '2:1.5-1' })`,
        `it(packages()).toHaveCount(0)`,
      ],
      absent: [`it(pkg('openssh-server')).toHaveVersion('1')`],
      untold: [`it(pkg('tiny')).toBeHeld()`, `it(as('nosuch', packages())).toHaveCount(0)`],
    },
    {
      mechanisms: ['dpkg'],
      host: 'busybox-1',
      holds: [`it(pkg('runit')).toBeInstalled()`, `it(packages()).toHaveCount({ above: 50 })`],
      fails: [`it(pkg('nginx-light')).toBeInstalled()`],
      absent: [`it(pkg('nginx-light')).toHaveVersion('1')`],
      untold: [],
    },
  ],
  parsedOnly: {
    apk: 'Debian has no apk-tools to make such a host with',
    npm: 'read of the npm that runs the tests, and on captured output',
    pecl: 'php-pear would double the size of the host',
  },
}
