import { MARK } from './opening.ts'
import type { Platform } from '../platform/platform.ts'
import { quote } from '../shell.ts'

/**
 * A script that kills whatever still carries one of the marks in its environment, and what it starts meanwhile.
 *
 * A process that was started with another environment (by `env -i`, or a service manager) is not found; one
 * of another user is found by root only.
 */
export function killMarked(marks: readonly string[], userland: Platform['userland']): string {
  const find = userland === 'gnu' ? findWithGrep(marks) : findWithBusybox(marks)
  return `n=0; while [ $n -lt 8 ]; do
n=$((n+1)); p=
${find}
[ -n "$p" ] || break
kill -9 $p
done 2>/dev/null`
}

/**
 * What a shell is told first: when its input ends without a word, whoever held it is gone, and everything of that
 * connection is ended with it. {@link UNGUARDED} takes it back.
 */
export function guard(era: string, userland: Platform['userland']): string {
  // Without the mark in its own environment, which it would find.
  return `trap ${quote(`exec env -i PATH="$PATH" sh -c ${quote(killMarked([era], userland))}`)} EXIT\n`
}

/** What a shell is told before it is left on purpose. */
export const UNGUARDED = 'trap - EXIT\n'

// One process for all, and 3 ms for 200 of them.
function findWithGrep(marks: readonly string[], options = '-slF'): string {
  const patterns = marks.map((mark) => `-e ${MARK}=${mark}`).join(' ')
  return `for f in $(grep ${options} ${patterns} /proc/[0-9]*/environ); do f=\${f#/proc/}; p="$p \${f%/environ}"; done`
}

// busybox's grep ends a line at a NUL byte, which is what separates variables, unless it was built with -z.
function findWithBusybox(marks: readonly string[]): string {
  return `if printf x | grep -qz x; then
${findWithGrep(marks, '-slzF')}
else
${findWithShell(marks)}
fi`
}

// `read` leaves NUL bytes out; it takes a system call a byte.
function findWithShell(marks: readonly string[]): string {
  const patterns = marks.map((mark) => `*${MARK}=${mark}*`).join('|')
  return `for d in /proc/[0-9]*; do
while IFS= read -r e || [ -n "$e" ]; do case $e in ${patterns}) p="$p \${d#/proc/}";; esac; done <$d/environ
done`
}
