/** A file to write: its path in the project, and its text. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

const ROLE = lines(
  "import { defineRole } from 'infraspec/config'",
  '',
  'export default defineRole({',
  "  specs: ['app'], //        specs/app.spec.ts",
  "  hosts: ['local'], //      this machine, to begin with; then 'admin@10.0.3.7', ec2({ tags: { Role: 'app' } }), …",
  '  // sudo: true, //         look as root',
  '})',
)

const SPEC = lines(
  "import { command, describe, expect, file, it, user } from 'infraspec'",
  '',
  "describe('the base system', () => {",
  "  it(user('root')).toExist().toHaveUid(0)",
  "  it(file('/etc/passwd')).toBeFile().toHaveMode('0644').toBeOwnedBy('root')",
  '',
  "  it('runs Linux', async () => {",
  "    await expect(command('uname -s')).toHaveStdout('Linux')",
  '  })',
  '})',
  '',
  '// What the role promises comes here, such as:',
  "//   it(pkg('nginx')).toBeInstalled()",
  "//   it(service('nginx')).toBeRunning().toBeEnabled()",
  '//   it(port(80)).toBeListening()',
)

const CONFIG = lines(
  "import { defineConfig } from 'infraspec/config'",
  '',
  '/** What all roles have in common. A role, the environment and flags stand over it. */',
  'export default defineConfig({',
  "  reporters: ['console', 'junit=out/infraspec.xml'],",
  "  timeouts: { connect: '30s', deadline: '15m' },",
  '})',
)

// For editors and `tsc` alone: infraspec reads none. As it finds modules, and without the types of Node.
const TSCONFIG = lines(
  '{',
  '  "compilerOptions": {',
  '    "strict": true,',
  '    "module": "preserve",',
  '    "target": "esnext",',
  '    "allowImportingTsExtensions": true,',
  '    "noEmit": true,',
  '    "skipLibCheck": true',
  '  },',
  '  "include": ["roles", "specs", "infraspec.config.ts"]',
  '}',
)

/** What a project begins with: it runs as it stands. */
export const PROJECT_FILES: readonly NewFile[] = [
  { path: 'roles/app.ts', text: ROLE },
  { path: 'specs/app.spec.ts', text: SPEC },
  { path: 'infraspec.config.ts', text: CONFIG },
  { path: 'tsconfig.json', text: TSCONFIG },
]

function lines(...texts: readonly string[]): string {
  return texts.map((line) => `${line}\n`).join('')
}
