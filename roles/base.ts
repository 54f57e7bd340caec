import { defineRole } from 'infraspec/config'

/** What every machine of ours is. */
export default defineRole({
  specs: ['base'],
})
