import { sh, type Script } from '../../host/shell.ts'

/** Keeps `${name}` out of the hands of the template. */
const $ = sh`$`

/** How much of a program's name the kernel keeps, in bytes. */
export const COMM_LENGTH = 15

/** What the kernel keeps of a name, less a last character that it would have cut in two. */
export function commOf(name: string): string {
  let length = 0
  return [...name].filter((character) => (length += Buffer.byteLength(character)) <= COMM_LENGTH).join('')
}

/**
 * Prints everything about the processes that may have one of the names.
 *
 * The walk itself starts no process: `read` is part of the shell, and opens /proc/self as the shell. What a process
 * can choose freely is printed in hexadecimal, so that none can write a line of its own into the answer. The shells
 * and sudo above the probe are left out.
 */
// proc(5), od(1p). With hidepid the others, and so process 1, cannot be read. A file of /proc is never read line by
// line: bash seeks back after each line, and the kernel writes the file anew.
export function walk(names: readonly string[], getent: boolean): Script {
  const long = names.some((name) => Buffer.byteLength(name) > COMM_LENGTH)
  const exe = long ? sh`echo exe ${$}{dir#/proc/}; readlink $dir/exe | od -An -v -tx1 && echo end` : sh`:`
  return sh`
IFS= read -r line </proc/1/comm 2>/dev/null || echo hidden
read -r at line </proc/self/stat || exit
own=' ' dirs= files= uids= gids= field=
while [ "$at" -gt 1 ] && IFS= read -r line </proc/$at/stat; do
  comm=${$}{line#*(}; comm=${$}{comm%)*}
  case $comm in sh|dash|bash|ash|ksh|zsh|fish|csh|tcsh|busybox|sudo|su|runuser|env|timeout|setsid) own="$own$at " ;; *) break ;; esac
  set -- ${$}{line##*) }; at=$2
done 2>/dev/null
for dir in /proc/[0-9]*; do
  IFS= read -r comm <$dir/comm || { [ -d $dir ] && echo hidden; continue; }
  case x$comm in ${patterns(names)}) ;; *) continue ;; esac
  case $own in *" ${$}{dir#/proc/} "*) continue ;; esac
  printf 'process %s %s\n' ${$}{dir#/proc/} "$comm"
  dirs="$dirs $dir" files="$files $dir/status"
done 2>/dev/null
echo statuses
if [ -n "$dirs" ]; then
  set -f
  status=$(grep -hE '^(Name|State|Pid|PPid|Uid|Gid|VmRSS):' $files 2>/dev/null)
  printf '%s\n' "$status"
  for word in $status; do
    case $field$word in
      *Uid:|*Gid:) field=$word ;;
      Uid:*) field=second-uid ;;
      Gid:*) field=second-gid ;;
      second-uid*) field=; case " $uids " in *" $word "*) ;; *) uids="$uids $word" ;; esac ;;
      second-gid*) field=; case " $gids " in *" $word "*) ;; *) gids="$gids $word" ;; esac ;;
    esac
  done
fi
echo arguments
for dir in $dirs; do
  echo args ${$}{dir#/proc/}; od -An -v -tx1 $dir/cmdline && echo end
  ${exe}
  [ -d $dir ] || echo gone ${$}{dir#/proc/}
done 2>/dev/null
echo users
[ -z "$uids" ] || ${getent ? sh`getent passwd $uids` : sh`cat /etc/passwd`}
echo groups $?
[ -z "$gids" ] || ${getent ? sh`getent group $gids` : sh`cat /etc/group`}
echo done $?`
}

/** Alternatives of a `case`: a name that the kernel has cut is looked for by its beginning. */
function patterns(names: readonly string[]): Script {
  return names.map(pattern).reduce((all, one) => sh`${all}|${one}`)
}

function pattern(name: string): Script {
  return Buffer.byteLength(name) > COMM_LENGTH ? sh`x${commOf(name)}*` : sh`x${name}`
}
