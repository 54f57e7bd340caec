import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['mysqldHelp'],
      host: 'here',
      holds: [
        `it(mysqlConfig('max_connections')).toExist()`,
        `it(mysqlConfig('port')).toHaveValue(3306)`,
        `it(mysqlConfig('max_connections')).toHaveValue({ atLeast: 10 })`,
        `it(mysqlConfig('datadir')).toHaveValue(/^\\/var\\/lib\\/mysql/)`,
        `it(mysqlConfig('skip-networking')).toHaveValue(false)`,
      ],
      fails: [
        `it(mysqlConfig('nosuch')).toExist()`,
        `it(mysqlConfig('port')).toHaveValue(3307)`,
        `it(mysqlConfig('skip-networking')).toHaveValue(true)`,
      ],
      absent: [`it(mysqlConfig('nosuch')).toHaveValue(1)`],
      untold: [`it(mysqlConfig('datadir')).toHaveValue(1)`, `it(as('nosuch', mysqlConfig('port'))).toHaveValue(3306)`],
    },
  ],
}
