import type { Proof } from '../situations.ts'

const options = `-e A=b=c --label app=web -v /etc/hosts:/conf:ro -p 127.0.0.1:8080:80`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['docker'],
      host: 'here',
      before: `docker create --name fresh ${options} --restart on-failure:3 tiny true >/dev/null`,
      after: `docker rm fresh >/dev/null`,
      holds: [
        `it(container('running')).toBeRunning()`,
        `it(container('running')).toHaveImage('tiny')`,
        `it(container('stopped')).toHaveExitCode(0)`,
        `it(container('stopped')).toHaveStatus('exited')`,
        `it(container('fresh')).toHaveLabel('app', 'web')`,
        `it(container('fresh')).toPublishPort(80, { hostPort: 8080, hostAddress: '127.0.0.1' })`,
        `it(container('fresh')).toHaveVolume('/conf', { source: '/etc/hosts', writable: false })`,
        `it(container('fresh')).toHaveVariable('A')`,
        `it(container('fresh')).toHaveVariableValue('A', 'b=c')`,
        `it(container('fresh')).toHaveRestartPolicy('on-failure')`,
        `it(container('fresh')).toHaveRestarts(0)`,
        `it(containers()).toHaveCount(3)`,
      ],
      fails: [
        `it(container('nosuch')).toExist()`,
        `it(container('nosuch')).toBeRunning()`,
        `it(container('stopped')).toBeRunning()`,
        `it(container('running')).toBeHealthy()`,
        `it(container('running')).toBePrivileged()`,
        `it(container('fresh')).toHaveLabel('app', 'db')`,
        `it(container('fresh')).toPublishPort(81)`,
        `it(container('fresh')).toHaveVolume('/conf', { writable: true })`,
        `it(container('fresh')).toHaveVariableValue('A', 'c')`,
        `it(containers()).toHaveCount(0)`,
      ],
      absent: [
        `it(container('nosuch')).toHaveImage('tiny')`,
        `it(container('running')).toHaveExitCode(0)`,
        `it(container('fresh')).toHaveLabel('nosuch', 'web')`,
        `it(container('fresh')).toPublishPort(81, { hostPort: 8080 })`,
        `it(container('fresh')).toHaveVolume('/nosuch', { writable: true })`,
        `it(container('fresh')).toHaveVariableValue('NOSUCH', 'c')`,
      ],
      untold: [
        `it(as('nobody', container('running'))).toExist()`,
        `it(as('nobody', container('nosuch'))).toBeRunning()`,
        `it(as('nobody', containers())).toHaveCount(0)`,
      ],
    },
    {
      mechanisms: ['podman'],
      host: 'here',
      before: `podman create --name fresh --network=none -e A=b=c --label app=web -v /etc/hosts:/conf:ro tiny true >/dev/null`,
      after: `podman rm fresh >/dev/null`,
      holds: [
        `it(container('running', { engine: 'podman' })).toBeRunning()`,
        `it(container('running', { engine: 'podman' })).toHaveImage(/tiny/)`,
        `it(container('stopped', { engine: 'podman' })).toHaveExitCode(0)`,
        `it(container('fresh', { engine: 'podman' })).toHaveLabel('app', 'web')`,
        `it(container('fresh', { engine: 'podman' })).toHaveVolume('/conf', { source: '/etc/hosts', writable: false })`,
        `it(container('fresh', { engine: 'podman' })).toHaveVariableValue('A', 'b=c')`,
        `it(containers({ engine: 'podman' })).toHaveCount(3)`,
      ],
      fails: [
        `it(container('nosuch', { engine: 'podman' })).toBeRunning()`,
        `it(container('fresh', { engine: 'podman' })).toBeRunning()`,
        `it(container('fresh', { engine: 'podman' })).toHaveVariable('B')`,
      ],
      absent: [`it(container('nosuch', { engine: 'podman' })).toHaveImage('tiny')`],
      untold: [
        `it(as('nobody', container('running', { engine: 'podman' }))).toExist()`,
        `it(as('nobody', containers({ engine: 'podman' }))).toHaveCount(0)`,
      ],
    },
  ],
}
