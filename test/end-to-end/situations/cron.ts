import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['crontab'],
      holds: [
        `it(cron('root')).toHaveJob({ schedule: '17 * * * *', source: '/etc/crontab' })`,
        `it(cron('root')).toHaveEntry('17 * * * * cd / && run-parts --report /etc/cron.hourly')`,
        `it(cron('plain')).toHaveNoJobs()`,
        `it(as('plain', cron('plain'))).toHaveNoJobs()`,
      ],
      fails: [
        `it(cron('root')).toHaveJob({ command: 'run-parts' })`,
        `it(cron('root')).toHaveNoJobs()`,
        `it(cron('root')).toHaveEntry('17 * * * * x')`,
      ],
      absent: [`it(cron('nosuch')).toHaveNoJobs()`],
      untold: [`it(as('plain', cron('root'))).toHaveNoJobs()`],
    },
  ],
}
