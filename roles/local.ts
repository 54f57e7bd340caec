import { defineRole } from 'infraspec/config'

/** Any Linux at all: what `npm start` looks at. */
export default defineRole({
  specs: ['local'],
})
