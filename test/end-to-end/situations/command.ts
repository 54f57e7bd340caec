import type { Proof, Situation } from '../situations.ts'

const commands: Situation = {
  mechanisms: ['shell'],
  holds: [
    `it(command('true')).toSucceed()`,
    `it(command('exit 3')).toExitWith(3)`,
    `it(command('echo out')).toHaveStdout('out')`,
    `it(command('echo err >&2')).toHaveStderr(/err/)`,
    `it(command('exit 2', { ok: [2] })).toSucceed()`,
    `it(command('cat', { stdin: 'in' })).toHaveStdout('in')`,
  ],
  fails: [
    `it(command('false')).toSucceed()`,
    `it(command('echo out')).toHaveStdout('ou')`,
    `it(command('true')).toExitWith(1)`,
  ],
  absent: [],
  untold: [
    `it(command('nosuch-program')).toHaveStdout('')`,
    `it(command('false')).toHaveStdout('')`,
    `it(command('kill -9 $$')).toSucceed()`,
    `it(command('sleep 30', { timeout: '1s' })).toExitWith(0)`,
    `it(as('nosuch', command('true'))).toSucceed()`,
  ],
}

export const proof: Proof = {
  situations: [commands, { ...commands, host: 'busybox-1' }],
  without: { absent: 'a command is always there: what it runs may not be, and that cannot be told' },
}
