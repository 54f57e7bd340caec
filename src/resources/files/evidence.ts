import { sh } from '../../host/shell.ts'
import type { EvidenceContext, EvidenceProbe } from '../define-resource.ts'
import type { FileState } from './state.ts'

/** What a person looks at next: the nearest folder that exists, or who owns what down to the file. */
export function evidence({ key, state }: EvidenceContext<FileState>): readonly EvidenceProbe[] {
  return state.exists && state.symlink?.broken !== true ? [chain(key)] : [nearest(key)]
}

function chain(path: string): EvidenceProbe {
  return { label: `ls -ld down to ${path}`, script: sh`ls -ld -- ${folders(path)} 2>&1` }
}

// Names alone, for a list that is cut would say that what is below the cut is missing, too.
function nearest(path: string): EvidenceProbe {
  return {
    label: `what is in the nearest folder above ${path}`,
    script: sh`d=${path}
[ -h "$d" ] && ls -ld -- "$d"
until [ -d "$d" ]; do d=$(dirname -- "$d"); done
ls -ld -- "$d" 2>&1; ls -A -- "$d" 2>&1 | head -n 1000 | tr '\n' ' '`,
  }
}

function folders(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '')
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)]
}
