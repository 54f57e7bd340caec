import { family, type Question, type Row } from '../question.ts'

const INSTALLED: readonly Row[] = [
  ...['nginx-light', 'openssh-server', 'sudo', 'chrony', 'cron', 'rsyslog', 'logrotate', 'curl', 'ca-certificates'],
  ...['dbus', 'fish', 'iproute2', 'locales', 'procps', 'tcsh', 'systemd', 'perl-base', 'libc6', 'less'],
].map((name): Row => [name, 'yes'])

const ABSENT: readonly Row[] = [
  ['nano', 'no'], // removed, with its configuration left
  ['apache2', 'no'],
  ['telnetd', 'no'],
  ['ngin', 'no'],
  ['mail-transport-agent', 'no'],
  ['lib', 'no'],
]

/** Packages: is it installed, and how old is it. */
export const packages: readonly Question[] = [
  ...family([...INSTALLED, ...ABSENT], (name) => ({
    text: `package "${name}" is installed`,
    infraspec: `it(pkg('${name}')).toBeInstalled()`,
    serverspec: `expect(package('${name}')).to be_installed`,
    testinfra: `host.package('${name}').is_installed`,
  })),
  ...family(
    [
      ['sudo 1.8', 'yes'],
      ['openssh-server 1:8.4', 'yes'],
      [
        'openssh-server 9999',
        'unknown',
        { serverspec: 'to dpkg `1:9.2` is newer than `9999`, for it has an epoch and the wanted version has none' },
      ],
      ['curl 999', 'no'],
      [
        'less 1',
        'yes',
        {
          serverspec:
            'it reads only "install ok installed" of `dpkg-query -f \'${Status} ${Version}\'`, and a package on hold says "hold ok installed"',
        },
      ],
      ['apache2 1', 'no'],
    ],
    (subject) => {
      const [name, version] = subject.split(' ')
      return {
        text: `package "${name}" has version ${version} or a newer one`,
        infraspec: `it(pkg('${name}')).toHaveVersion({ atLeast: '${version}' })`,
        serverspec: `expect(package('${name}').version).to be >= '${version}'`,
      }
    },
  ),
]
