import { family, type Question } from '../question.ts'

const BASIC = 'it runs `grep -qs -- w.w-data`: a basic regular expression, whose dot stands for anything'
const RUBY = 'it gives the RegExp to `grep -qs` as a basic regular expression, which knows no \\d'
const MISSING = 'a property of what is missing breaks the test off'
const QUIET = '`grep -qs` ends with 2 for a file that is missing, which is taken for no, and negated for yes'

const TYPES = {
  file: ['toBeFile', 'be_file', 'is_file'],
  directory: ['toBeDirectory', 'be_directory', 'is_directory'],
  symlink: ['toBeSymlink', 'be_symlink', 'is_symlink'],
  socket: ['toBeSocket', 'be_socket', 'is_socket'],
  pipe: ['toBePipe', 'be_pipe', 'is_pipe'],
} as const

const types = family(
  [
    ['file /etc/passwd', 'yes'],
    ['file /etc', 'no'],
    ['file /nosuch', 'no'],
    ['file /etc/nginx/sites-enabled/app', 'yes'],
    ['directory /etc/nginx', 'yes'],
    ['directory /etc/passwd', 'no'],
    ['directory /bin', 'yes'],
    ['symlink /bin', 'yes'],
    ['symlink /etc/nginx/sites-enabled/app', 'yes'],
    ['symlink /etc/passwd', 'no'],
    ['socket /run/systemd/notify', 'yes'],
    ['socket /etc/passwd', 'no'],
    ['pipe /etc/passwd', 'no'],
  ],
  (subject) => {
    const [type, path] = subject.split(' ') as [keyof typeof TYPES, string]
    const [ours, ruby, python] = TYPES[type]
    return {
      text: `${path} is a ${type}`,
      infraspec: `it(file('${path}')).${ours}()`,
      serverspec: `expect(file('${path}')).to ${ruby}`,
      testinfra: `host.file('${path}').${python}`,
    }
  },
)

const properties = [
  ...family(
    [
      ['/etc/nginx/nginx.conf 644', 'yes'],
      ['/etc/app/app.conf 640', 'yes'],
      ['/etc/app/app.conf 644', 'no'],
      ['/tmp 1777', 'yes'],
      ['/nosuch 644', 'no', { testinfra: MISSING }],
    ],
    (subject) => {
      const [path, mode] = subject.split(' ')
      return {
        text: `${path} has mode ${mode}`,
        infraspec: `it(file('${path}')).toHaveMode('${mode}')`,
        serverspec: `expect(file('${path}')).to be_mode(${mode})`,
        testinfra: `host.file('${path}').mode == 0o${mode}`,
      }
    },
  ),
  ...family(
    [
      ['/etc/app/app.conf root', 'yes'],
      ['/var/log/app app', 'yes'],
      ['/var/log/app root', 'no'],
      [
        '/var/log/app a.p',
        'no',
        { serverspec: 'it runs `stat -c %U … | grep -- ^a.p$`: the name is a regular expression' },
      ],
    ],
    (subject) => {
      const [path, user] = subject.split(' ')
      return {
        text: `${path} belongs to the user "${user}"`,
        infraspec: `it(file('${path}')).toBeOwnedBy('${user}')`,
        serverspec: `expect(file('${path}')).to be_owned_by('${user}')`,
        testinfra: `host.file('${path}').user == '${user}'`,
      }
    },
  ),
  ...family(
    [
      ['/etc/app/app.conf app', 'yes'],
      ['/var/log/app adm', 'yes'],
      ['/var/log/app app', 'no'],
    ],
    (subject) => {
      const [path, group] = subject.split(' ')
      return {
        text: `${path} belongs to the group "${group}"`,
        infraspec: `it(file('${path}')).toHaveGroup('${group}')`,
        serverspec: `expect(file('${path}')).to be_grouped_into('${group}')`,
        testinfra: `host.file('${path}').group == '${group}'`,
      }
    },
  ),
]

const contents: readonly Question[] = [
  ...family(
    [
      ['/etc/nginx/nginx.conf worker_connections 768', 'yes'],
      ['/etc/nginx/nginx.conf w.w-data', 'no', { serverspec: BASIC, testinfra: BASIC }],
      ['/etc/passwd root:x:0:0', 'yes'],
      ['/etc/passwd nosuch:', 'no'],
      ['/nosuch root', 'no', { testinfra: MISSING }],
    ],
    (subject) => {
      const [, path, text] = /^(\S+) (.*)$/.exec(subject) as unknown as [string, string, string]
      return {
        text: `${path} contains ${JSON.stringify(text)}`,
        infraspec: `it(file('${path}')).toContain('${text}')`,
        serverspec: `expect(file('${path}')).to contain('${text}')`,
        testinfra: `host.file('${path}').contains('${text}')`,
      }
    },
  ),
  {
    text: '/etc/passwd contains /^root:x:\\d+:/',
    truth: 'yes',
    infraspec: String.raw`it(file('/etc/passwd')).toContain(/^root:x:\d+:/)`,
    serverspec: String.raw`expect(file('/etc/passwd')).to contain(/^root:x:\d+:/)`,
    faults: { serverspec: RUBY },
  },
  {
    text: '/nosuch is there and does not contain "root"',
    truth: 'no',
    infraspec: `it(file('/nosuch')).not.toContain('root')`,
    serverspec: `expect(file('/nosuch')).not_to contain('root')`,
    testinfra: `not host.file('/nosuch').contains('root')`,
    faults: { serverspec: QUIET, testinfra: MISSING },
  },
  {
    text: '/etc/nginx/sites-enabled/app is a link to ../sites-available/app',
    truth: 'yes',
    infraspec: `it(file('/etc/nginx/sites-enabled/app')).toBeLinkedTo('../sites-available/app')`,
    serverspec: `expect(file('/etc/nginx/sites-enabled/app')).to be_linked_to('../sites-available/app')`,
  },
]

const access = family(
  [
    ['www-data /etc/app/app.conf', 'no'],
    ['app /etc/app/app.conf', 'yes'],
    ['ops /var/log/app', 'yes'],
    ['plain /etc/shadow', 'no'],
  ],
  (subject) => {
    const [user, path] = subject.split(' ')
    return {
      text: `the user "${user}" can read ${path}`,
      infraspec: `it(as('${user}', file('${path}'))).toBeReadable()`,
      serverspec: `expect(file('${path}')).to be_readable.by_user('${user}')`,
    }
  },
)

/** Files: what they are, whose, and what is in them. */
export const files: readonly Question[] = [...types, ...properties, ...contents, ...access]
