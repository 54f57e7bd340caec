import { type EngineReason, NO_SHELL, NO_USER } from './engine/engine.ts'
import { execByName } from './engine/exec-by-name.ts'

/** A container of Docker, by `docker exec`: the daemon is the one of DOCKER_HOST or the current context. */
export const docker = execByName({ program: 'docker', install: "install Docker's command line client", reasons })

// docker 20.10 and 28: what the client says itself, and what it hands on from the daemon
function reasons(container: string): EngineReason[] {
  return [
    {
      said: /permission denied while trying to connect/i,
      code: 'engine-denied',
      hint: "run as a user who may use Docker's socket (the group docker), or as root",
    },
    {
      said: /Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect/i,
      code: 'engine-down',
      hint: 'start the daemon, or correct DOCKER_HOST or the context (docker context ls)',
    },
    { said: /No such container/i, code: 'no-container', hint: 'docker ps --all lists those that there are' },
    { said: /is paused/i, code: 'container-paused', hint: `docker unpause ${container}` },
    { said: /is not running|is restarting/i, code: 'container-stopped', hint: `docker start ${container}` },
    NO_USER,
    NO_SHELL,
  ]
}
