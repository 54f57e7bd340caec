import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['procfs'],
      holds: [
        `it(proc('nginx')).toBeRunning()`,
        `it(proc('nginx')).toHaveCount({ atLeast: 2 })`,
        `it(proc('nginx')).toHaveCount(1, { user: 'root' })`,
        `it(proc('nginx')).toHaveUser('www-data', { args: /worker process/ })`,
        `it(proc('nginx')).toHaveArgs(/master process/)`,
      ],
      fails: [
        `it(proc('nginxx')).toBeRunning()`,
        `it(proc('nginx')).toHaveCount(0)`,
        `it(proc('nginx')).toHaveCount({ atLeast: 1 }, { user: 'app' })`,
        `it(proc('nginx')).toHaveArgs('nginx')`,
      ],
      absent: [`it(proc('nginxx')).toHaveUser('root')`],
      untold: [`it(proc('nginx')).toHaveUser('www-data')`, `it(as('nosuch', proc('nginx'))).toBeRunning()`],
    },
    {
      mechanisms: ['procfs'],
      host: 'busybox-1',
      holds: [
        `it(proc('runsvdir')).toBeRunning()`,
        `it(proc('runsv')).toHaveCount(3)`,
        `it(proc('runsvdir')).toHaveUser('root')`,
      ],
      fails: [`it(proc('systemd')).toBeRunning()`, `it(proc('runsv')).toHaveCount(1)`],
      absent: [`it(proc('systemd')).toHaveUser('root')`],
      untold: [`it(as('nosuch', proc('runsv'))).toBeRunning()`],
    },
  ],
}
