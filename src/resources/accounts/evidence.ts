import { sh } from '../../host/shell.ts'
import type { EvidenceContext, EvidenceProbe, Existence } from '../define-resource.ts'

/** What a person looks at next: who a user is, or which users there are. */
export function userEvidence({ key, state }: EvidenceContext<Existence>): readonly EvidenceProbe[] {
  if (state.exists) return [{ label: `id ${key}`, script: sh`id -- ${key} 2>&1` }]
  return [{ label: 'the users in /etc/passwd', script: sh`cut -d: -f1 /etc/passwd | sort | tr '\n' ' '` }]
}

/** Which groups there are; a group that is there has told all that there is to tell. */
export function groupEvidence({ state }: EvidenceContext<Existence>): readonly EvidenceProbe[] {
  if (state.exists) return []
  return [{ label: 'the groups in /etc/group', script: sh`cut -d: -f1 /etc/group | sort | tr '\n' ' '` }]
}
