import { describe, expect, it } from 'vitest'
import { parseCloudInit } from '../../../src/host/platform/boot.ts'

// The first five are what the real cloud-init 22.4.2 of Debian 12 printed, given its status.json; the others
// are written after the source of 23.4 and 25.1, which no machine here has.
describe('what cloud-init says', () => {
  it.each([
    ['status: not run\nboot_status_code: enabled-by-sysvinit\ndetail:\nCloud-init enabled on sysvinit\n', 'not run'],
    [
      'status: running\nboot_status_code: enabled-by-sysvinit\nlast_update: Tue, 14 Nov 2023 22:13:23 +0000\ndetail:\nRunning in stage: modules-config\n',
      'running',
    ],
    [
      'status: done\nboot_status_code: enabled-by-sysvinit\nlast_update: Tue, 14 Nov 2023 22:13:26 +0000\ndetail:\nDataSourceNoCloud [seed=/var/lib/cloud/seed/nocloud-net][dsmode=net]\n',
      'done',
    ],
    ['status: done\nextended_status: degraded done\nerrors: []\nrecoverable_errors:\nWARNING:\n\t- a\n', 'done'],
    ['bash: cloud-init: Permission denied\n', ''],
    ['', ''],
  ])('%j', (text, status) => {
    expect(parseCloudInit(text).status).toBe(status)
  })

  it.each([
    [
      "status: error\nboot_status_code: enabled-by-sysvinit\nlast_update: Tue, 14 Nov 2023 22:13:26 +0000\ndetail:\n('a', KeyError('x'))\n('b', RuntimeError('y'))\n",
      "('a', KeyError('x'))\n('b', RuntimeError('y'))",
    ],
    [
      "status: error\nextended_status: error - done\nboot_status_code: enabled-by-generator\ndetail: DataSourceEc2\nerrors:\n\t- ('a', KeyError('x'))\nrecoverable_errors: {}\n",
      "- ('a', KeyError('x'))",
    ],
  ])('its errors are its detail: %j', (text, detail) => {
    expect(parseCloudInit(text)).toEqual({ status: 'error', detail })
  })
})
