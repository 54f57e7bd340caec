import { defineRole } from 'infraspec/config'

/** A web application server: nginx in front, the application behind it on loopback. */
export default defineRole({
  specs: ['base', 'app'],
  vars: { workers: 1 },
})
