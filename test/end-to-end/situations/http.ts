import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['curl'],
      holds: [
        `it(http('http://localhost/health')).toHaveStatus(200)`,
        `it(http('http://localhost/health')).toHaveBody('ok')`,
        `it(http('http://localhost/health', { method: 'HEAD' })).toHaveHeader('content-length', '3')`,
        `it(as('plain', http('http://127.0.0.1/health'))).toHaveHeader('Content-Type', /^text\\/plain/)`,
      ],
      fails: [
        `it(http('http://localhost/health')).toHaveStatus({ atLeast: 300 })`,
        `it(http('http://localhost/health')).toHaveHeader('x-nosuch')`,
        `it(http('http://localhost:81/')).toRespond()`,
      ],
      absent: [
        `it(http('http://localhost:81/')).toHaveStatus(200)`,
        `it(http('http://localhost/health')).toHaveHeader('x-nosuch', 'DENY')`,
        `it(http('http://localhost/health')).toRedirectTo('https://localhost/')`,
      ],
      untold: [
        `it(http('http://nosuch.example/')).toRespond()`,
        `it(http('http://localhost:22/')).toHaveStatus(200)`,
        `it(http('https://localhost:80/')).toRespond()`,
        `it(http('http://localhost/health')).toHaveJson('status', 'ok')`,
      ],
    },
  ],
}
