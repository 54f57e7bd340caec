import { ConfigError } from '../../errors.ts'

/** The classes of users that mode bits are about. */
export type AccessClass = 'owner' | 'group' | 'others'

const SHIFT: { readonly [Class in AccessClass]: number } = { owner: 6, group: 3, others: 0 }

/** Whether mode bits give a class a permission, whatever it may really do: root needs none of them. */
export function grants(mode: string, to: AccessClass, permission: 'r' | 'w' | 'x'): boolean {
  const shift = SHIFT[to]
  if (shift === undefined) {
    throw new ConfigError('access-class', `There is no class of users ${JSON.stringify(to)}`, {
      hint: "the classes are 'owner', 'group' and 'others'",
    })
  }
  const bit = { r: 4, w: 2, x: 1 }[permission]
  return ((Number.parseInt(mode, 8) >> shift) & bit) !== 0
}

/**
 * A mode as four octal digits, from `'644'`, `'0644'` or the number `0o644`.
 *
 * @throws {ConfigError} for what is no mode, and for numbers such as 644 that look like one in decimal.
 */
export function octal(mode: string | number): string {
  if (typeof mode === 'string' && /^[0-7]{3,4}$/.test(mode)) return mode.padStart(4, '0')
  if (typeof mode === 'number' && plausible(mode)) return mode.toString(8).padStart(4, '0')
  throw new ConfigError('mode', `${JSON.stringify(mode)} is not a mode`, {
    hint: "write it as text, '0644', or as an octal number, 0o644",
  })
}

/**
 * Modes that somebody means: nobody is given less than his group, and a special bit needs a readable file.
 *
 * Of all decimal numbers that read like a mode (644 is 0o1204) only 400 and 500 would pass for one.
 */
function plausible(mode: number): boolean {
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o7777 || mode === 400 || mode === 500) return false
  const [owner, group, others] = [(mode >> 6) & 7, (mode >> 3) & 7, mode & 7]
  return ((group | others) & ~owner) === 0 && (mode <= 0o777 || (owner & 4) !== 0)
}
