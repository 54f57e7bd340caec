import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['crontab'],
      holds: [
        `it(cron('root')).toHaveJob({ schedule: '17 * * * *', source: '/etc/crontab' })`,
        `it(cron('plain')).toHaveNoJobs()`,
        `it(as('plain', cron('plain'))).toHaveNoJobs()`,
      ],
      fails: [`it(cron('root')).toHaveJob({ command: 'run-parts' })`, `it(cron('root')).toHaveNoJobs()`],
      absent: [`it(cron('nosuch')).toHaveNoJobs()`],
      untold: [`it(as('plain', cron('root'))).toHaveNoJobs()`],
    },
  ],
}
