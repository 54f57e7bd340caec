import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { on, project, ROOT } from './infraspec.ts'

const reason = canBootHosts()
const README = `${ROOT}/README.md`
const BEGIN = '<!-- test/end-to-end/readme.test.ts writes this, with --update -->'
const END = '<!-- until there -->'
const COLUMNS = 100
// Names as they are in README.md, and the hosts that stand for them.
const NAMED = { 'web-1': 'app-1', 'web-2': 'broken-1', 'web-3': 'app-2' } as const

/** What a terminal shows of `infraspec run --quiet` with the spec of README.md. */
async function shown(spec: string): Promise<string> {
  const { hosts } = loadHosts()
  const members = Object.entries(NAMED).map(([name, host]) => ({ name, address: hosts[host].address, user: 'deploy' }))
  const role = `export default { specs: ['app'], hosts: ${JSON.stringify(members)} }`
  const cwd = project({ 'roles/app.ts': role, 'specs/app.spec.ts': spec })
  const command = [process.execPath, `${ROOT}/bin/infraspec.js`, 'run', '--role', 'app', ...on(), '--quiet']
  const line = `stty cols ${COLUMNS}; ${command.map((word) => `'${word}'`).join(' ')}`
  const env = { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: '1', TERM: 'xterm' }
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd, env })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await new Promise((resolve) => child.on('close', resolve))
  return text.replaceAll('\r\n', '\n').trimEnd()
}

/** Without what is another on every machine. */
function steady(text: string): string {
  return text
    .replaceAll(loadHosts().hosts['broken-1'].address, '10.0.3.8')
    .replace(/inode: \d+/, 'inode: 160722')
    .replaceAll(/[A-Z][a-z]{2} [ \d]\d (?:\d\d:\d\d| \d{4})/g, 'Jan 14 02:11')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-01-14T02:11:10Z')
}

describe.skipIf(reason !== undefined)(`README.md${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('shows what a run of its first sample prints', async () => {
    const readme = readFileSync(README, 'utf8')
    const [, spec = ''] = /```ts\n([^]*?)```/.exec(readme) ?? []
    const [before, , after] = readme.split(new RegExp(`${BEGIN}\\n([^]*)\\n${END}`))
    expect(after, `${BEGIN} … ${END}`).toBeDefined()
    const block = `${BEGIN}\n\`\`\`\n${steady(await shown(spec))}\n\`\`\`\n${END}`
    expect(block).toContain('(exit 1: a check failed)')
    await expect(`${before}${block}${after}`).toMatchFileSnapshot(README)
  })
})
