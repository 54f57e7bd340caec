import type { KeyFile } from './authorized-keys.ts'

/** Whose the files of keys are, as a host prints it. */
export interface Owned {
  /** `ids UID GID`, `members …` of that group, and `UID GID MODE PATH` of the home and of what is in it. */
  readonly text: string
  readonly name: string
  readonly debian: boolean
}

/**
 * Which files sshd may refuse, and why: sshd_config(5), StrictModes.
 *
 * A file, its folder and the home have to be the user's or root's, and nobody else's to write to. Debian's sshd lets a group write
 * that has nobody else in it.
 */
export function refusedFiles({ text, name, debian }: Owned): { readonly [File in KeyFile]?: string } {
  const lines = text.split('\n')
  const [, uid, gid] = /^ids (\d+) (\d+)$/m.exec(text) ?? []
  const members = /^members (.*)$/m.exec(text)?.[1]
  const alone = debian && members !== undefined && members.split(',').every((one) => one === '' || one === name)
  const bad = lines.flatMap((line) => {
    const [, owner, group, mode = '', path] = /^(\d+) (\d+) ([0-7]+) (.*)$/.exec(line) ?? []
    if (path === undefined) return []
    const bits = Number.parseInt(mode, 8)
    if (owner !== '0' && owner !== uid) return [{ path, why: `${path} belongs to uid ${owner}` }]
    const open = (bits & 0o02) !== 0 || ((bits & 0o20) !== 0 && !(alone && group === gid))
    return open ? [{ path, why: `${path} has mode ${mode.padStart(4, '0')}` }] : []
  })
  const refused = (file: KeyFile) => {
    const own = (path: string | undefined) => path?.endsWith(`/.ssh/${file}`) === true
    if (!lines.some((line) => own(line))) return 'it could not be seen whose file it is'
    return bad.find(({ path }) => own(path) || !isKeyFile(path))?.why
  }
  return Object.fromEntries(
    (['authorized_keys', 'authorized_keys2'] as const).flatMap((file) => {
      const why = refused(file)
      return why === undefined ? [] : [[file, why]]
    }),
  )
}

function isKeyFile(path: string): boolean {
  return /\/\.ssh\/authorized_keys2?$/.test(path)
}
