import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { measureProgram, type Usage } from '../client.ts'
import { loadTarget } from '../target.ts'
import { overSsh } from '../wide.ts'
import { scriptsOf, type Grown } from './grown.ts'

const COUNTS = [10, 56, 200, 500, 1000] as const

/** More and more checks on one host, each of another file, so that what is asked grows too. */
export function moreChecks(root: string): Grown[] {
  const files = overSsh(loadTarget().login)('find /usr -xdev -type f | head -1000').trim().split('\n')
  return COUNTS.map((count) => ({
    count,
    title: `${count} checks on one host`,
    measure: () => measureChecks(root, files.slice(0, count)),
    scripts: () => scriptsOf(join(root, `grow-${count}.json`)),
  }))
}

function measureChecks(root: string, files: readonly string[]): Promise<Usage> {
  const { address, port, user, identity, knownHosts } = loadTarget()
  const lines = files.map((file) => `it(file(${JSON.stringify(file)})).toBeFile()`)
  writeFileSync(join(root, 'specs/grow.spec.ts'), `import { file, it } from 'infraspec'\n\n${lines.join('\n')}\n`)
  writeFileSync(join(root, 'roles/grow.ts'), "export default { specs: ['grow'], sudo: true }\n")
  const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
  const login = ['--host', `${user}@${address}:${port}`, '--identity', identity, '--known-hosts', knownHosts]
  const reports = ['--reporter', 'console', '--reporter', `json=${join(root, `grow-${files.length}.json`)}`]
  return measureProgram({
    args: [bin, 'run', '--role', 'grow', ...login, ...reports],
    cwd: root,
    passed: new RegExp(`checks +${files.length} passed \\(${files.length}\\)`),
  })
}
