import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['cgroupFs'],
      holds: [
        `it(cgroup('system.slice/nginx.service')).toExist()`,
        `it(cgroup('/system.slice/nginx.service/')).toHaveValue('cgroup.procs', /\\d/)`,
        `it(cgroup('system.slice/nginx.service')).toHaveValue('cgroup.events populated', 1)`,
        `it(cgroup('system.slice/nginx.service')).toHaveValue('cgroup.max.depth', { atLeast: 1e9 })`,
      ],
      fails: [
        `it(cgroup('system.slice/nginx')).toExist()`,
        `it(cgroup('system.slice/nginx.service')).toHaveValue('cgroup.events populated', 0)`,
        `it(cgroup('system.slice/nginx.service')).toHaveValue('cgroup.max.depth', '1')`,
      ],
      absent: [`it(cgroup('nope')).toHaveValue('cgroup.procs', /\\d/)`],
      untold: [
        `it(cgroup('system.slice/nginx.service')).toHaveValue('memory.nope', 1)`,
        `it(cgroup('system.slice/nginx.service')).toHaveValue('cgroup.type', 1)`,
      ],
    },
  ],
}
