import { type EngineReason, NO_SHELL, NO_USER } from './engine/engine.ts'
import { execByName } from './engine/exec-by-name.ts'

/** A container of Podman, by `podman exec`: of this user, or where CONTAINER_HOST says. */
export const podman = execByName({ program: 'podman', install: 'install podman', reasons })

// podman 4.3
function reasons(container: string): EngineReason[] {
  return [
    {
      said: /no container with name or ID|no such container/i,
      code: 'no-container',
      hint: 'podman ps --all lists those of this user: root has others',
    },
    {
      said: /only create exec sessions on running containers|container state improper/i,
      code: 'container-stopped',
      hint: `podman start ${container}, or podman unpause ${container}`,
    },
    {
      said: /Cannot connect to Podman|unable to connect to Podman/i,
      code: 'engine-down',
      hint: 'correct CONTAINER_HOST, or start podman.socket there',
    },
    NO_USER,
    NO_SHELL,
  ]
}
