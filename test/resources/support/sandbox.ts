import type { Shell } from './shells.ts'

/**
 * The same shell in mount and network namespaces of its own, after `setup` has run there as root.
 *
 * The kernel is the real one, and nothing of what was set up is left when the shell ends.
 */
export function sandboxed(shell: Shell, setup: string, user: 'root' | 'nobody' = 'root'): Shell {
  const drop = user === 'root' ? '' : `/usr/bin/setpriv --reuid ${user} --regid nogroup --clear-groups`
  const script = `( PATH=/usr/sbin:/usr/bin:/sbin:/bin; set -e; ${setup}\n) >&2 || exit 99; exec ${drop} "$@"`
  return { ...shell, argv: ['unshare', '-m', '-n', 'sh', '-c', script, '-', ...shell.argv] }
}
