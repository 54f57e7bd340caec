import type { Proof } from '../situations.ts'

const ini = `{ ini: '/run/infraspec-php-ZONE/php.ini' }`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['phpIni'],
      host: 'here',
      before: `d=/run/infraspec-php-\${INFRASPEC_TEST_ZONE:-0}; mkdir -p $d/conf.d $d/red; echo 'memory_limit = 64M' > $d/red/php.ini
printf 'memory_limit = 64M\\ndisplay_errors = Off\\nmax_execution_time = 90\\n' > $d/php.ini; echo 'memory_limit = 65M' > $d/conf.d/1.ini`,
      after: `rm -r /run/infraspec-php-\${INFRASPEC_TEST_ZONE:-0}`,
      holds: [
        `it(phpConfig('memory_limit', ${ini})).toHaveValue('65M')`,
        `it(phpConfig('display_errors', ${ini})).toHaveValue(false)`,
        `it(phpConfig('display_errors', ${ini})).toHaveValue('Off')`,
        `it(phpConfig('memory_limit', ${ini})).toHaveValue(65 * 2 ** 20)`,
        `it(phpConfig('precision', ${ini})).toHaveValue(14)`,
        `it(phpConfig('memory_limit')).toExist()`,
        `it(phpConfig('memory_limit', ${ini})).toBeConfigured()`,
      ],
      fails: [
        `it(phpConfig('nosuch.setting')).toExist()`,
        `it(phpConfig('memory_limit', ${ini})).toHaveValue('64M')`,
        `it(phpConfig('display_errors', ${ini})).toHaveValue(true)`,
        `it(phpConfig('display_errors', ${ini})).toHaveValue('On')`,
        `it(phpConfig('precision', ${ini})).toBeConfigured()`,
      ],
      absent: [`it(phpConfig('nosuch.setting')).toHaveValue('1')`],
      untold: [
        `it(phpConfig('memory_limit', { ini: '/nosuch/php.ini' })).toHaveValue('64M')`,
        `it(phpConfig('memory_limit', { ini: '/run/infraspec-php-ZONE/red/php.ini' })).toHaveValue('64M')`,
        `it(phpConfig('max_execution_time', ${ini})).toHaveValue(0)`,
      ],
    },
  ],
}
