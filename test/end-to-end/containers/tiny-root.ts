import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// busybox itself, and what makes another user of root: Debian's busybox has no su
const PROGRAMS = ['/bin/busybox', '/usr/bin/setpriv', '/usr/bin/getent']

/** Makes a root file system of busybox and the libraries that it needs, with a user `app`. */
export function makeTinyRoot(folder: string): string {
  for (const name of ['bin', 'sbin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'root']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  const libraries = execFileSync('ldd', PROGRAMS, { encoding: 'utf8' }).match(/\/lib\S*\/\S+\.so\S*/g) ?? []
  for (const file of [...PROGRAMS, ...new Set(libraries)]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    copyFileSync(file, join(folder, file))
  }
  const applets = execFileSync('/bin/busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n')
  for (const name of applets.filter((one) => one !== 'busybox')) symlinkSync('busybox', join(folder, 'bin', name))
  writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\napp:x:1500:1500:app:/tmp:/bin/sh\n')
  writeFileSync(join(folder, 'etc/group'), 'root:x:0:\napp:x:1500:\n')
  writeFileSync(join(folder, 'etc/os-release'), 'ID=tiny\nPRETTY_NAME="Tiny"\n')
  return folder
}

/** What such a container runs: nothing, and a quarter of an hour at most if nobody ends it. */
export const IDLE = ['/bin/sh', '-c', 'trap "exit 0" TERM; sleep 900 & wait $!']
