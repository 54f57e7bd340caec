// Read by tsc, never run: what may be written, and what may not.
import { sh } from '../../src/host/shell.ts'
import { command } from '../../src/resources/command.ts'

declare const text: string
declare const host: string
declare const port: 80 | 443
const literal = 'uptime'
const pattern = `curl ${host}` as const
const numbered = `nc -z localhost ${port}` as const

command('nginx -t')
command(`nginx -t`)
command(literal)
command(numbered)
command(sh`curl ${host}`)
command('systemctl is-system-running', { ok: [0, 1], timeout: '10s', env: { A: 'b' }, cwd: '/', stdin: 'x' })

// @ts-expect-error -- only known at run time
command(text)
// @ts-expect-error -- put together at run time
command(`curl ${host}`)
// @ts-expect-error -- a type with a hole in it is no literal
command(pattern)
// @ts-expect-error -- one half of it is not
command(text === '' ? 'true' : pattern)
// @ts-expect-error -- joined at run time
command('curl ' + host)
// @ts-expect-error -- no such option
command('true', { okay: [0] })
