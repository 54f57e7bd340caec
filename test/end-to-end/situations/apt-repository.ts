import type { Proof } from '../situations.ts'

const LINE = 'deb [signed-by=/usr/share/keyrings/proof.gpg] https://proof.test/apt/ stable main'
const STANZA =
  'Enabled: no\\nTypes: deb\\nURIs: https://ppa.launchpadcontent.net/proof/tools/ubuntu\\nSuites: jammy\\nComponents: main\\n'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['apt'],
      before: `echo '${LINE}' >/etc/apt/sources.list.d/proof.list; printf '${STANZA}' >/etc/apt/sources.list.d/proof.sources`,
      after: 'rm /etc/apt/sources.list.d/proof.*',
      holds: [
        `it(aptRepository('https://proof.test/apt')).toBeEnabled()`,
        `it(aptRepository('https://proof.test/apt')).toHaveSuite('stable')`,
        `it(aptRepository('https://proof.test/apt')).toBeSignedBy('/usr/share/keyrings/proof.gpg')`,
        `it(aptRepository('ppa:proof/tools')).toExist()`,
        `it(aptRepositories()).toHaveCount({ atLeast: 2 })`,
      ],
      fails: [
        `it(aptRepository('ppa:proof/tools')).toBeEnabled()`,
        `it(aptRepository('https://proof.test/ap')).toExist()`,
        `it(aptRepository('https://proof.test/apt')).toHaveComponent('contrib')`,
      ],
      absent: [`it(aptRepository('ppa:proof/nope')).toHaveSuite('jammy')`],
      untold: [],
    },
    {
      mechanisms: ['apt'],
      host: 'app-2',
      before: 'mkdir -p /etc/apt/sources.list.d; chmod 0700 /etc/apt/sources.list.d',
      after: 'chmod 0755 /etc/apt/sources.list.d',
      holds: [],
      fails: [],
      absent: [],
      untold: [
        `it(as('plain', aptRepository('https://proof.test/apt'))).toExist()`,
        `it(as('plain', aptRepositories())).toHaveCount(0)`,
      ],
    },
  ],
}
