import type { Shell } from './shells.ts'

/**
 * The same shell in mount and network namespaces of its own, after `setup` has run there as root.
 *
 * The kernel is the real one, and nothing of what was set up is left when the shell ends.
 */
export function sandboxed(shell: Shell, setup: string, user: 'root' | 'nobody' = 'root'): Shell {
  const drop = user === 'root' ? '' : `/usr/bin/setpriv --reuid ${user} --regid nogroup --clear-groups`
  const script = `PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -ec "$1" </dev/null >&2 || exit 99; shift; exec ${drop} "$@"`
  return { ...shell, argv: ['unshare', '-m', '-n', 'sh', '-c', script, '-', setup, ...shell.argv] }
}
