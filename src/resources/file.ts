import { ConfigError } from '../errors.ts'
import { accountName } from './accounts/name.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  matches,
  noWhenDenied,
  shownAs,
  withDetails,
  type Comparison,
  type Verdict,
} from './define-resource.ts'
import { contains, containsLines, hasContent, type Within } from './files/content.ts'
import * as details from './files/details.ts'
import { evidence } from './files/evidence.ts'
import { grants, octal, type AccessClass } from './files/mode.ts'
import { isModified } from './files/modified.ts'
import { stat } from './files/stat.ts'
import { hasValue, type Path } from './files/structured.ts'
import { withheld } from './files/withhold.ts'
import type { FilePresent, FileState, FileType } from './files/state.ts'
import type { TextPattern } from './shared/text.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'

export type { AccessClass } from './files/mode.ts'
export type { Within } from './files/content.ts'
export type { Access, FilePresent, FileState, FileType, Symlink } from './files/state.ts'

/** What is fetched of a file only when something asks for it. */
export interface FileDetails {
  /** As text, up to 512 KiB; what is not UTF-8 became U+FFFD. */
  readonly content: string
  readonly sha256: string
  readonly md5: string
  /** Such as `system_u:object_r:etc_t:s0`. */
  readonly selinuxLabel: string
  /** The letters of lsattr(1), such as `----i---------e-------`. */
  readonly attributes: string
}

/** A size in bytes: exactly this, or between two limits. */
export type Size = number | { readonly atLeast?: number; readonly below?: number }

/** A link that leads nowhere has no mode, owner or content: nothing can be said of it, in both polarities. */
function ifReached<Args extends readonly unknown[]>(test: (file: FilePresent, ...args: Args) => Verdict) {
  return ifPresent((file: FilePresent, ...args: Args) =>
    file.symlink?.broken === true ? 'absent' : test(file, ...args),
  )
}

/** The same for a matcher that reads one of the details. */
function ifRead<Detail extends keyof FileDetails, Args extends readonly unknown[]>(
  detail: Detail,
  test: (file: FilePresent & Pick<FileDetails, Detail>, ...args: Args) => Verdict,
) {
  const ofContent = detail === 'content'
  return withDetails(
    [detail],
    ifReached((file: FilePresent, ...args: Args) => {
      const verdict = test(file as FilePresent & Pick<FileDetails, Detail>, ...args)
      return ofContent ? withheld(file, verdict) : verdict
    }),
  )
}

const ofType = (type: FileType) => ifReached((file) => is(file.type, type))

/**
 * A file, a folder, or whatever else a path leads to.
 *
 * Symlinks are followed: mode, owner, size and content are those of what the path leads to, and only
 * `toBeSymlink` and `toBeLinkedTo` look at the link itself. Of a link that leads nowhere nothing else
 * holds, in both polarities, not even that it exists or does not.
 *
 * What a failure says of the content of a file that others may not read (0640) leaves that content out.
 *
 * Values in JSON, YAML, TOML and INI are compared with their types: those of INI are texts, `true`, `false` and `null` aside, and
 * `yes` of YAML is a text. A number that YAML 1.1 and 1.2 read in different ways (`0644`, `1e3`) could not be told: what it is
 * depends on the program. One that is not there, or is of another type, fails in both polarities; a RegExp searches a text.
 *
 * `toBeReadable`, `toBeWritable` and `toBeExecutable` are about the user that looks, which for root means
 * that nearly everything is: look `as` another user. (On busybox, root may also "write" to what is mounted
 * read-only.) `toContain` is not told for more than 512 KiB; `/proc` says that all its files are empty.
 *
 * @example
 * it(file('/etc/nginx/nginx.conf')).toBeFile().toHaveMode('0644').toBeOwnedBy('root')
 * it(file('/etc/ssh/sshd_config')).not.toContain(/^PermitRootLogin yes/)
 * it(as('www-data', file('/srv/app/config.yml'))).not.toBeWritable()
 * it(file('/srv/app/config.yml')).toHaveYaml('database.pool', 5)
 */
export const file = defineResource({
  kind: 'file',
  key: absolute,
  providers: { stat },
  details: {
    content: { base64: details.content },
    sha256: { sha256sum: details.sha256 },
    md5: { md5sum: details.md5 },
    selinuxLabel: { stat: details.selinuxLabel },
    attributes: { lsattr: details.attributes },
  } satisfies { [Name in keyof FileDetails]: object },
  sensitive: ['content'],
  evidence,
  matchers: {
    /** There is something, of any type, where the path leads to. */
    toExist: (file: FileState) => (file.exists && file.symlink?.broken === true ? 'absent' : file.exists),
    /** It is a regular file, or a symlink to one. */
    toBeFile: ofType('file'),
    /** It is a folder, or a symlink to one. */
    toBeDirectory: ofType('directory'),
    /** It is a socket. */
    toBeSocket: ofType('socket'),
    /** It is a named pipe. */
    toBePipe: ofType('pipe'),
    /** It is a block device. */
    toBeBlockDevice: ofType('block-device'),
    /** It is a character device. */
    toBeCharacterDevice: ofType('character-device'),
    /** The path itself is a symlink, whether it leads anywhere or not. */
    toBeSymlink: ifPresent((file: FilePresent) => file.symlink !== undefined),
    /** It is a symlink with exactly this text as its target. */
    toBeLinkedTo: ifPresent((file: FilePresent, target: string) =>
      named(file.symlink?.target, target, 'it is no symlink'),
    ),
    /** Its permissions, special bits included: `'0644'`, `'644'` or `0o644`. */
    toHaveMode: shownAs(
      ([mode]) => [typeof mode === 'number' ? mode.toString(8).padStart(4, '0') : mode],
      ifReached((file, mode: string | number) => is(file.mode, octal(mode))),
    ),
    /** It belongs to this user: a name, or a number for a uid. */
    toBeOwnedBy: ifReached((file, user: string | number) =>
      typeof user === 'number'
        ? is(file.uid, user)
        : named(file.owner, accountName('user', user), `no user has its uid ${file.uid}`),
    ),
    /** It belongs to this group: a name, or a number for a gid. */
    toHaveGroup: ifReached((file, group: string | number) =>
      typeof group === 'number'
        ? is(file.gid, group)
        : named(file.group, accountName('group', group), `no group has its gid ${file.gid}`),
    ),
    /** The user that looks may read it. */
    toBeReadable: noWhenDenied(ifReached((file) => file.access.readable)),
    /** The user that looks may write to it. */
    toBeWritable: noWhenDenied(ifReached((file) => file.access.writable)),
    /** The user that looks may execute it, or search it when it is a folder. */
    toBeExecutable: noWhenDenied(ifReached((file) => file.access.executable)),
    /** Its mode lets this class of users read it. */
    toBeReadableBy: ifReached((file, users: AccessClass) => grants(file.mode, users, 'r')),
    /** Its mode lets this class of users write to it. */
    toBeWritableBy: ifReached((file, users: AccessClass) => grants(file.mode, users, 'w')),
    /** Its mode lets this class of users execute it. */
    toBeExecutableBy: ifReached((file, users: AccessClass) => grants(file.mode, users, 'x')),
    /** Its size in bytes: exact, or `{ atLeast, below }`. */
    toHaveSize: ifReached(hasSize),
    /** It is a regular file of no bytes. */
    toBeEmpty: ifReached((file) =>
      file.type === 'file' ? is(file.size, 0) : couldNotTell(`it is a ${file.type}, and only files are empty`),
    ),
    /** It has this text, literally, or something that this RegExp finds; `^` and `$` match at every line. */
    toContain: ifRead('content', ({ content }, part: TextPattern, within?: Within) => contains(content, part, within)),
    /** It has these lines, whole and one after the other. */
    toContainLines: ifRead('content', ({ content }, lines: readonly string[], within?: Within) =>
      containsLines(content, lines, within),
    ),
    /** All of it is this text, less one final newline; a RegExp searches. */
    toHaveContent: ifRead('content', ({ content }, text: TextPattern) => hasContent(content, text)),
    /** It is JSON, with this value at a path such as `server.listen[0].port`; without a value, with any. */
    toHaveJson: ifRead('content', ({ content }, path: Path, ...value: readonly [value?: unknown]) =>
      hasValue('JSON', content, path, value),
    ),
    /** It is YAML, with this value at a path; asymmetric matchers may stand for any part of it. */
    toHaveYaml: ifRead('content', ({ content }, path: Path, ...value: readonly [value?: unknown]) =>
      hasValue('YAML', content, path, value),
    ),
    /** It is TOML, with this value at a path; asymmetric matchers may stand for any part of it. */
    toHaveToml: ifRead('content', ({ content }, path: Path, ...value: readonly [value?: unknown]) =>
      hasValue('TOML', content, path, value),
    ),
    /** It is INI, with this value at a path: `section.key`, or `['a.section', 'key']` where a name has dots. */
    toHaveIni: ifRead('content', ({ content }, path: Path, ...value: readonly [value?: unknown]) =>
      hasValue('INI', content, path, value),
    ),
    /** Its content was changed last in this time: `{ after: '2026-01-01', before: '2026-02-01T12:00:00Z' }`. */
    toBeModified: ifReached(isModified),
    /** The SHA-256 of its content, in hexadecimal. */
    toHaveSha256: ifRead('sha256', ({ sha256 }, sum: string) => is(sha256, digest(sum, 64))),
    /** The MD5 of its content, in hexadecimal. */
    toHaveMd5: ifRead('md5', ({ md5 }, sum: string) => is(md5, digest(sum, 32))),
    /** Its SELinux label: all of it, or what a RegExp finds in it. */
    toHaveSelinuxLabel: ifRead('selinuxLabel', (file, label: TextPattern) => matches(file.selinuxLabel, label)),
    /** Nobody can change it, not even root, before `chattr -i`. */
    toBeImmutable: ifRead('attributes', ({ attributes }) => attributes.includes('i')),
  },
})

/** Compares what may not be there. */
function named(actual: string | undefined, wanted: string, missing: string): Comparison {
  checkKind(wanted, 'string')
  return actual === undefined ? incomparable(missing, wanted) : is(actual, wanted)
}

function absolute(path: string): string {
  if (path.startsWith('/') && !/\p{Surrogate}/u.test(path)) return path
  throw new ConfigError('path', `file() needs an absolute path, not ${JSON.stringify(path)}`, {
    hint: 'begin it with /: what another path leads to depends on who looks',
  })
}

function hasSize({ size }: FilePresent, wanted: Size): Verdict {
  if (typeof wanted === 'number') return is(size, wanted)
  checkOptions('toHaveSize()', wanted, { atLeast: 'number', below: 'number' })
  const { atLeast, below } = wanted
  if (atLeast === undefined && below === undefined)
    throw new ConfigError('size', 'toHaveSize() needs a number of bytes, atLeast or below')
  return { pass: size >= (atLeast ?? 0) && size < (below ?? Infinity), expected: wanted, actual: size }
}

function digest(sum: string, length: number): string {
  checkKind(sum, 'string', 'a digest')
  if (sum.length === length && /^[0-9a-f]+$/i.test(sum)) return sum.toLowerCase()
  throw new ConfigError('digest', `${JSON.stringify(sum)} is not ${length} hexadecimal digits`)
}
