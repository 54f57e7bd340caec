import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['crontab'],
      before: String.raw`cd /etc/cron.d
printf '1 3 * * * ops runs\n1 3 * * * ops returns\r\n' >proof-runs
printf '1 3 * * * ops unended' >proof-unended
printf '1 3 * * * ops writable\n' >proof-writable; chmod 0664 proof-writable
printf '1 3 * * * ops foreign\n' >proof-foreign; chown ops proof-foreign
printf '1 3 * * * ops strange\n1 3 * * * nosuch x\n' >proof-strange
cd /var/spool/cron/crontabs
put() { cat >$1; chown $1:crontab $1; chmod $2 $1; }
printf '1 3 * * * mine\n' | put deploy 600
printf '1 3 * * * unended' | put app 600
printf '1 3 * * * readable\n' | put pw 644`,
      after: 'rm /etc/cron.d/proof-*; cd /var/spool/cron/crontabs; rm deploy app pw',
      holds: [
        `it(cron('root')).toHaveJob({ schedule: '17 * * * *', source: '/etc/crontab' })`,
        `it(cron('root')).toHaveEntry('17 * * * * cd / && run-parts --report /etc/cron.hourly')`,
        `it(cron('plain')).toHaveNoJobs()`,
        `it(as('plain', cron('plain'))).toHaveNoJobs()`,
        `it(cron('ops')).toHaveJob({ command: 'runs', source: '/etc/cron.d/proof-runs' })`,
        `it(cron('deploy')).toHaveJob({ command: 'mine', source: 'crontab' })`,
        `it(cron('pw')).toHaveNoJobs()`,
        `it(cron('ops')).toMatchState({ ignored: expect.arrayContaining([expect.objectContaining({ path: '/etc/cron.d/proof-writable' })]) })`,
      ],
      fails: [
        `it(cron('root')).toHaveJob({ command: 'run-parts' })`,
        `it(cron('root')).toHaveNoJobs()`,
        `it(cron('ops')).toHaveJob({ command: 'returns' })`,
        `it(cron('ops')).toHaveJob({ command: 'unended' })`,
        `it(cron('ops')).toHaveJob({ command: 'writable' })`,
        `it(cron('ops')).toHaveJob({ command: 'foreign' })`,
        `it(cron('ops')).toHaveJob({ command: 'strange' })`,
        `it(cron('app')).toHaveJob({ command: 'unended' })`,
        `it(as('app', cron('app'))).toHaveJob({ command: 'unended' })`,
        `it(cron('pw')).toHaveJob({ command: 'readable' })`,
        `it(cron('root')).toHaveEntry('17 * * * * x')`,
      ],
      absent: [`it(cron('nosuch')).toHaveNoJobs()`],
      untold: [`it(as('plain', cron('root'))).toHaveNoJobs()`],
    },
  ],
}
