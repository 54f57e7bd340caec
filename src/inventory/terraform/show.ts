import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, InventoryError } from '../../errors.ts'

const LIMIT = 90_000
const MOST = 64 * 1024 * 1024

/**
 * What `terraform show -json` prints in a folder.
 *
 * @throws {ConfigError} when the folder is not there; {InventoryError} when the state is locked or Terraform fails.
 */
export async function show(folder: string, lock: 'ignore' | undefined): Promise<string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new ConfigError('no-folder', `terraform: ${folder} is not a folder`)
  }
  // the local backend's; a remote one's lock is seen by its own Terraform only when it writes
  const locked = join(folder, '.terraform.tfstate.lock.info')
  if (lock !== 'ignore' && existsSync(locked)) throw lockedBy(folder, readFileSync(locked, 'utf8'))
  return run(folder)
}

function run(folder: string): Promise<string> {
  const env = { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_INPUT: '0' }
  const options = { cwd: folder, env, timeout: LIMIT, maxBuffer: MOST }
  return new Promise((resolve, reject) => {
    const child = execFile('terraform', ['show', '-json', '-no-color'], options, (error, stdout, stderr) => {
      if (error) reject(failed(folder, error, stderr))
      else resolve(stdout)
    })
    child.stdin?.end()
  })
}

function failed(folder: string, error: Error & { code?: unknown; killed?: boolean }, stderr: string): InventoryError {
  const what = `terraform show in ${folder}`
  if (error.code === 'ENOENT') {
    return new InventoryError('no-terraform', `${what}: there is no program terraform`, {
      hint: 'install it, or read the state itself: terraform:s3://BUCKET/KEY',
    })
  }
  if (error.killed === true)
    return new InventoryError('terraform-failed', `${what} did not end within ${LIMIT / 1000} s`)
  // boxes are drawn around errors, and one of several lines says what it is about
  const lines = stderr.replace(/[│╷╵]/g, '').split('\n')
  const at = lines.findIndex((line) => line.includes('Error:'))
  const said = lines
    .slice(Math.max(at, 0))
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const text = said.join(' ').slice(0, 400)
  return new InventoryError('terraform-failed', `${what} failed: ${text || error.message}`, { cause: error })
}

/** That somebody changes a state at this moment, and who. */
export function lockedBy(where: string, text: string): InventoryError {
  const { Who: who, Operation: operation, Created: created } = lockInfo(text)
  const by = [who && `by ${who}`, operation && `for ${operation}`, created && `since ${created}`]
    .filter(Boolean)
    .join(' ')
  return new InventoryError('terraform-locked', `The Terraform state of ${where} is locked${by ? ` ${by}` : ''}`, {
    hint: 'wait for it to end, or read what is there: lock=ignore',
  })
}

function lockInfo(text: string): Readonly<Record<string, string | undefined>> {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? (json as Record<string, string>) : {}
  } catch {
    return {}
  }
}
