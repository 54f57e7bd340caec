import { ConfigError } from '../../errors.ts'
import { execLine } from '../../transports/exec-line.ts'
import type { HostSpec } from '../host-spec.ts'
import type { Platform } from '../platform/platform.ts'
import { quote } from '../shell.ts'

/**
 * The exec request that runs a script as the session's user, or as another one.
 *
 * `session` is who the session is: root becomes any user by whatever the host has, others ask sudo.
 *
 * With a `prompt`, sudo asks with it and takes the password on its input; without one it does not ask.
 *
 * @throws {ConfigError} when no user can be called that.
 */
export function become(
  host: HostSpec,
  user: string | undefined,
  session: Platform | undefined,
  script: string,
  prompt?: string,
): string {
  const { sudo, become: method } = host
  if (user === undefined) return execLine({ sudo, method, prompt, script })
  if (!/^[^-#\s:/\p{C}][^\s:/\p{C}]*$/u.test(user)) {
    throw new ConfigError('user-name', `Not a user name: ${JSON.stringify(user)}`)
  }
  if (session?.user.uid === 0) return execLine({ sudo, method, prompt, script: switchUser(user, script) })
  const clean = `set -- ${quote(script)}; ${CLEAN.replace('$0', '$1')}`
  return execLine({ sudo: false, method, prompt, asUser: user, script: clean })
}

// The script is an argument, for quoting it twice would double its quotes.
const CLEAN =
  'cd "$HOME" 2>/dev/null || cd /; exec env -i HOME="$HOME" USER="$USER" LOGNAME="$LOGNAME" SHELL="$SHELL" PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c "$0"'

// setpriv(1) becomes the program and is gone; sudo with use_pty stays and hands every byte on; su(1) makes a number
// of a signal, and is all that busybox has.
/** The script that makes another user of root, and runs a script with an environment of its own. */
export function switchUser(user: string, script: string): string {
  return `u=${quote(user)} c=${quote(CLEAN)} i=${quote(script)}
g=$(id -g "$u" 2>/dev/null) || { printf 'there is no user %s\\n' "$u" >&2; exit 1; }
if setpriv --reuid=0 --regid=0 --init-groups true 2>/dev/null; then
e=$(getent passwd "$u"); h=\${e%:*}
export HOME="\${h##*:}" USER="\${e%%:*}" LOGNAME="\${e%%:*}" SHELL="\${e##*:}"
exec setpriv --reuid="$u" --regid="$g" --init-groups sh -c "$c" "$i"
elif command -v sudo >/dev/null; then
case $u in *[!0-9]*) ;; *) u="#$u";; esac
LC_ALL=C; export LC_ALL; exec sudo -n -H -u "$u" -- sh -c "$c" "$i"
else
exec su -s /bin/sh -c "$c" "$u" "$i"
fi`
}
