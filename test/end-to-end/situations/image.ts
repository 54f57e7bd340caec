import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['docker'],
      host: 'here',
      before: `docker tag tiny registry.example/team/app:2.1`,
      after: `docker rmi registry.example/team/app:2.1 >/dev/null`,
      holds: [
        `it(image('tiny')).toExist()`,
        `it(image('registry.example/team/app:2.1')).toHaveTag('tiny:latest')`,
        `it(image('tiny')).toHaveSize({ above: 100_000 })`,
        `it(image('tiny')).toHaveUser('')`,
        `it(images()).toHaveCount(1)`,
      ],
      fails: [
        `it(image('nosuch')).toExist()`,
        `it(image('tiny:2')).toExist()`,
        `it(image('tiny')).toHaveTag('tiny:2')`,
        `it(image('tiny')).toHaveLabel('version')`,
        `it(image('tiny')).toHaveArchitecture('s390x')`,
      ],
      absent: [
        `it(image('nosuch:1')).toHaveSize(0)`,
        `it(image('tiny')).toHaveDigest('sha256:${'0'.repeat(64)}')`,
        `it(image('tiny')).toHaveLabel('version', '1')`,
      ],
      untold: [`it(as('nobody', image('tiny'))).toExist()`, `it(as('nobody', images())).toHaveCount(0)`],
    },
    {
      mechanisms: ['podman'],
      host: 'here',
      holds: [
        `it(image('tiny', { engine: 'podman' })).toExist()`,
        `it(image('tiny', { engine: 'podman' })).toHaveTag('localhost/tiny:latest')`,
        `it(images({ engine: 'podman' })).toHaveCount(1)`,
      ],
      fails: [`it(image('nosuch', { engine: 'podman' })).toExist()`],
      absent: [`it(image('nosuch', { engine: 'podman' })).toHaveSize(0)`],
      untold: [`it(as('nobody', image('tiny', { engine: 'podman' }))).toExist()`],
    },
  ],
}
