import { defineRole } from 'infraspec/config'

/** A PostgreSQL server. */
export default defineRole({ specs: ['database'], vars: { version: '15', dataFolder: '/var/lib/postgresql' } })
