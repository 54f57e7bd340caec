import { family, type Question } from '../question.ts'

const SIGNAL = 'of a command that a signal has ended it takes the exit status for 0'
const OPERSTATE = '/sys/class/net/lo/operstate has to say "up", and for lo the kernel says "unknown"'
const NO_NC = 'it runs `nc` on the host, and that there is no nc is taken for not reachable'
const NO_PARAMETER = 'a parameter that is missing breaks the test off'
const NO_SERVER = '`getent hosts` ends with 2 where no name server can be asked, which is taken for a no'

/** Mounts, the kernel, the network, commands. */
export const system: readonly Question[] = [
  ...family(
    [
      ['/run', 'yes'],
      ['/tmp', 'yes'],
      ['/etc', 'no'],
      ['/ru', 'no'],
    ],
    (path) => ({
      text: `something is mounted on ${path}`,
      infraspec: `it(mount('${path}')).toBeMounted()`,
      serverspec: `expect(file('${path}')).to be_mounted`,
      testinfra: `host.mount_point('${path}').exists`,
    }),
  ),
  ...family(
    [
      ['/run tmpfs', 'yes'],
      ['/run ext4', 'no'],
    ],
    (subject) => {
      const [path, type] = subject.split(' ')
      return {
        text: `a ${type} is mounted on ${path}`,
        infraspec: `it(mount('${path}')).toHaveType('${type}')`,
        serverspec: `expect(file('${path}')).to be_mounted.with(type: '${type}')`,
        testinfra: `host.mount_point('${path}').filesystem == '${type}'`,
      }
    },
  ),
  ...family(
    [
      ['/run nosuid', 'yes'],
      ['/run noexec', 'no'],
      ['/proc/sys ro', 'yes'],
    ],
    (subject) => {
      const [path, option] = subject.split(' ')
      return {
        text: `${path} is mounted with the option ${option}`,
        infraspec: `it(mount('${path}')).toHaveOption('${option}')`,
        serverspec: `expect(file('${path}')).to be_mounted.with(options: { :${option} => true })`,
        testinfra: `'${option}' in host.mount_point('${path}').options`,
      }
    },
  ),
  ...family(
    [
      ["kernel.ostype 'Linux'", 'yes'],
      ['net.ipv4.ip_forward 2', 'no'],
      ['nosuch.nosuch 1', 'no', { testinfra: NO_PARAMETER }],
    ],
    (subject) => {
      const [name, value] = subject.split(' ')
      return {
        text: `the kernel parameter ${name} is ${value}`,
        infraspec: `it(kernelParameter('${name}')).toHaveValue(${value})`,
        serverspec: `expect(linux_kernel_parameter('${name}').value).to eq ${value}`,
        testinfra: `host.sysctl('${name}') == ${value}`,
      }
    },
  ),
  ...family(
    [
      ['eth0', 'yes'],
      ['lo', 'yes'],
      ['eth', 'no'],
    ],
    (name) => ({
      text: `there is an interface "${name}"`,
      infraspec: `it(networkInterface('${name}')).toExist()`,
      serverspec: `expect(interface('${name}')).to exist`,
      testinfra: `host.interface('${name}').exists`,
    }),
  ),
  ...family(
    [
      ['eth0', 'yes'],
      ['lo', 'yes', { serverspec: OPERSTATE }],
    ],
    (name) => ({
      text: `the interface "${name}" is up`,
      infraspec: `it(networkInterface('${name}')).toBeUp()`,
      serverspec: `expect(interface('${name}')).to be_up`,
    }),
  ),
  {
    text: 'the interface "lo" has the address 127.0.0.1',
    truth: 'yes',
    infraspec: `it(networkInterface('lo')).toHaveAddress('127.0.0.1')`,
    serverspec: `expect(interface('lo')).to have_ipv4_address('127.0.0.1')`,
    testinfra: `'127.0.0.1' in host.interface('lo').addresses`,
  },
  ...family(
    [
      ['logs.internal', 'yes'],
      ['localhost', 'yes'],
      ['nosuch.example', 'unknown', { serverspec: NO_SERVER, testinfra: NO_SERVER }],
    ],
    (name) => ({
      text: `the host knows the name ${name}`,
      infraspec: `it(endpoint('${name}')).toBeResolvable()`,
      serverspec: `expect(host('${name}')).to be_resolvable`,
      testinfra: `host.addr('${name}').is_resolvable`,
    }),
  ),
  ...family(
    [
      ['127.0.0.1:80', 'yes', { serverspec: NO_NC }],
      ['127.0.0.1:81', 'no'],
    ],
    (subject) => {
      const [address, port] = subject.split(':')
      return {
        text: `the host reaches port ${port} of ${address}`,
        infraspec: `it(endpoint('${subject}')).toBeReachable()`,
        serverspec: `expect(host('${address}')).to be_reachable.with(port: ${port}, proto: 'tcp')`,
        testinfra: `host.addr('${address}').port(${port}).is_reachable`,
      }
    },
  ),
  ...family(
    [
      ['true 0', 'yes'],
      ['exit 3 3', 'yes'],
      ['nosuch-command 127', 'yes'],
      ['kill -KILL $$ 0', 'unknown', { serverspec: SIGNAL }],
    ],
    (subject) => {
      const [, text, code] = /^(.*) (\d+)$/.exec(subject) as unknown as [string, string, string]
      return {
        text: `the command \`${text}\` ends with ${code}`,
        infraspec: `it(command('${text}')).toExitWith(${code})`,
        serverspec: `expect(command('${text}').exit_status).to eq ${code}`,
        testinfra: `host.run('${text}').rc == ${code}`,
      }
    },
  ),
  {
    text: 'the command `echo "/usr/local/bin"` prints "/usr/bin"',
    truth: 'no',
    infraspec: `it(command('echo "/usr/local/bin"')).toHaveStdout(/\\/usr\\/bin/)`,
    serverspec: `expect(command('echo "/usr/local/bin"').stdout).to contain('/usr/bin')`,
    testinfra: `'/usr/bin' in host.run('echo "/usr/local/bin"').stdout`,
    faults: { serverspec: 'it makes `.*` of each slash of the text' },
  },
]
