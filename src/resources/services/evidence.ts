import { sh } from '../../host/shell.ts'
import type { EvidenceContext, EvidenceProbe } from '../define-resource.ts'
import type { ServiceState } from './state.ts'
import { UNIT_SUFFIX } from './systemd.ts'

/** What a person looks at next: close names, or what became of it. */
export function evidence({ key, state, platform }: EvidenceContext<ServiceState>): EvidenceProbe[] {
  // What is asked of another manager than the host's has no suffix.
  if (!UNIT_SUFFIX.test(key)) {
    const script = sh`ps -e -o pid= -o args= | grep -F -- ${key} | grep -v -F 'grep -F' | head -n 10`
    return [{ label: `processes with ${key} in their command line`, script }]
  }
  switch (platform.init) {
    case 'systemd':
      return ofUnit(key, state)
    case 'openrc':
      return [{ label: 'the services of OpenRC', script: sh`rc-status --all 2>&1 | head -n 40` }]
    case 'runit':
      return [{ label: 'the services of runit', script: sh`sv status /etc/service/* /var/service/* 2>&1 | head -n 40` }]
    default:
      return [{ label: 'the scripts in /etc/init.d', script: sh`ls /etc/init.d 2>&1 | tr '\n' ' '` }]
  }
}

function ofUnit(key: string, state: ServiceState): EvidenceProbe[] {
  if (!state.exists) {
    const stem = `${key.replace(UNIT_SUFFIX, '').slice(0, 4)}*`
    const script = sh`systemctl list-unit-files --no-pager --no-legend -- ${stem} | head -n 20`
    return [{ label: 'units with a similar name', script }]
  }
  return [
    { label: `status of ${key}`, script: sh`systemctl status --no-pager -l -n 0 -- ${key}` },
    { label: `journal of ${key}`, script: sh`journalctl --no-pager -q -n 10 -o short-iso -u ${key}` },
  ]
}
