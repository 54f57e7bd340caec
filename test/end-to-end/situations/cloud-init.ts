import { readFileSync } from 'node:fs'
import type { Proof } from '../situations.ts'

// The files are what cloud-init 22.4.2 of Debian 12 wrote of a run without errors, and of one with two.
function wrote(name: string): string {
  const text = readFileSync(new URL('../../resources/fixtures/cloud-init/state.json', import.meta.url), 'utf8')
  const { stdout } = (JSON.parse(text) as { name: string; stdout: string }[]).find((one) => one.name === name)!
  const file = (kind: string) => new RegExp(`^${kind}\n((?: .*\n)*)`, 'm').exec(stdout)![1]!.replaceAll(/^ /gm, '')
  const write = (kind: string) => `cat > /run/cloud-init/${kind}.json <<'END'\n${file(kind)}END`
  return `mkdir /run/cloud-init; touch /usr/bin/cloud-init\n${write('status')}\n${write('result')}`
}

const after = 'rm -r /run/cloud-init /usr/bin/cloud-init'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['statusFiles'],
      host: 'app-2',
      before: wrote('at its end'),
      after,
      holds: [
        `it(cloudInit()).toBeFinished()`,
        `it(cloudInit()).toHaveStatus('done')`,
        `it(cloudInit()).toHaveDatasource('DataSourceNoCloud')`,
      ],
      fails: [`it(cloudInit()).toHaveErrors()`, `it(cloudInit()).toHaveDatasource('DataSourceEc2')`],
      absent: [],
      untold: [],
    },
    {
      mechanisms: ['statusFiles'],
      host: 'broken-1',
      before: `${wrote('with errors')}\nchmod 700 /run/cloud-init`,
      after,
      holds: [`it(cloudInit()).toHaveErrors()`, `it(cloudInit()).toHaveStatus('error')`],
      fails: [`it(cloudInit()).toBeFinished()`],
      absent: [],
      untold: [`it(as('plain', cloudInit())).toHaveStatus('error')`],
    },
    {
      mechanisms: ['statusFiles'],
      holds: [],
      fails: [],
      absent: [`it(cloudInit()).toBeFinished()`, `it(cloudInit()).toHaveErrors()`],
      untold: [],
    },
  ],
}
