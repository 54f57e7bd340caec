/** What a path can lead to. */
export type FileType = 'file' | 'directory' | 'symlink' | 'socket' | 'pipe' | 'block-device' | 'character-device'

/** A path that is there. Everything but `symlink` is of what it leads to when it is a symlink. */
export interface FilePresent {
  readonly exists: true
  /** `symlink` only for one that leads nowhere: then everything here is of the link itself. */
  readonly type: FileType
  /** Set when the path itself is a symlink. */
  readonly symlink: Symlink | undefined
  /** Four octal digits, such as `0644` or `4755`. */
  readonly mode: string
  /** `undefined` when no user has this uid. */
  readonly owner: string | undefined
  /** `undefined` when no group has this gid. */
  readonly group: string | undefined
  readonly uid: number
  readonly gid: number
  /** Bytes. */
  readonly size: number
  /** When the content was changed last: ISO 8601, UTC, to the second. */
  readonly modified: string
  readonly links: number
  readonly inode: number
  /** What the user that looks may do, as the kernel decides it: root may read and write everything. */
  readonly access: Access
}

/** The link itself, where a path is one. */
export interface Symlink {
  /** As it is written in the link: relative ones stay so. */
  readonly target: string
  /** It leads nowhere. */
  readonly broken: boolean
}

/** What one user may do with a file. */
export interface Access {
  readonly readable: boolean
  readonly writable: boolean
  readonly executable: boolean
}

/** What is known about a path. */
export type FileState = { readonly exists: false } | FilePresent
