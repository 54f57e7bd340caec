import { defineRole } from 'infraspec/config'

/** A web server that runs on Debian and on Rocky, and what a team checks on it beside. */
export default defineRole({
  specs: ['two-systems', 'log-shipper', 'deploy'],
  vars: { workers: 1, logHost: 'logs.internal', deployers: ['deploy', 'ops'] },
})
