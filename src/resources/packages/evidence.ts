import { sh } from '../../host/shell.ts'
import type { EvidenceContext, EvidenceProbe } from '../define-resource.ts'
import type { PackageState } from './state.ts'

/** What a person looks at next, of one that is not there: close names, and what could be installed. */
export function evidence({ key, state, platform }: EvidenceContext<PackageState>): EvidenceProbe[] {
  // The key of a language's package is no name: its manager has been asked for all that it has.
  if (state.exists || key.startsWith('{')) return []
  const similar = 'installed, with a similar name'
  const stem = key.slice(0, 3)
  switch (platform.packages) {
    case 'rpm': {
      const script = sh`rpm -qa -- ${[`*${key}*`, `${stem}*`]} | sort -u | head -n 20`
      const candidate = { label: 'candidate', script: sh`dnf -q -C info --available -- ${key}` }
      return [{ label: similar, script }, ...(platform.tools.includes('dnf') ? [candidate] : [])]
    }
    case 'pacman':
      return [{ label: similar, script: sh`pacman -Q | grep -F -e ${key} -e ${stem} | head -n 20` }]
    case 'apk':
      return [{ label: similar, script: sh`apk info -v | grep -F -e ${key} -e ${stem} | sort | head -n 20` }]
    default: {
      const format = '${db:Status-Status} ${binary:Package} ${Version}\\n'
      const script = sh`dpkg-query -W -f=${format} -- ${[`*${key}*`, `${stem}*`]} 2>/dev/null | sed -n 's/^installed //p' | sort -u | head -n 20`
      const candidate = { label: 'candidate', script: sh`apt-cache policy -- ${key}` }
      return [{ label: similar, script }, ...(platform.tools.includes('apt-cache') ? [candidate] : [])]
    }
  }
}
