import { compareDpkgVersions } from '../versions/dpkg.ts'

/**
 * The newest kernel of the running one's flavour that is installed, where the running one is installed too.
 *
 * `6.1.0-18-amd64` and `6.1.0-18-cloud-amd64` are two flavours: the newest of another is not what is booted next. A container
 * has no kernel of its own, and then nothing is known.
 */
export function newestKernel(running: string, installed: readonly string[]): string | undefined {
  if (!installed.includes(running)) return undefined
  const same = installed.filter((release) => flavourOf(release) === flavourOf(running))
  return same.toSorted(compareDpkgVersions).at(-1)
}

/** What is left when the numbers are taken out: `-amd64`, `-generic`, `.el.x86_`. */
function flavourOf(release: string): string {
  return release.replaceAll(/\d+/g, '').replaceAll(/[.-]+/g, '-')
}
