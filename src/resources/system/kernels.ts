import { compareSegments } from '../versions/rpm.ts'

/**
 * The newest kernel of the running one's flavour that is installed, where the running one is installed too.
 *
 * `6.1.0-18-amd64` and `6.1.0-18-cloud-amd64` are two flavours: the newest of another is not what is booted next. A container
 * has no kernel of its own, and then nothing is known. rpm's comparison suits Debian's names too; dpkg's would have `305.el8` behind `305.3.1.el8_4`.
 */
export function newestKernel(running: string, installed: readonly string[]): string | undefined {
  if (!installed.includes(running)) return undefined
  const same = installed.filter((release) => flavourOf(release) === flavourOf(running))
  return same.toSorted(compareSegments).at(-1)
}

/** What is left without numbers and Debian's `+deb13` and `+bpo`: `-amd`, `-generic`, `-el-x`. */
function flavourOf(release: string): string {
  return release.replaceAll(/\+[a-z]+\d*|_?\d+/g, '').replaceAll(/[.-]+/g, '-')
}
