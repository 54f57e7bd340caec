import type { Proof } from '../situations.ts'

// Without a resolv.conf programs ask 127.0.0.1: there dnsmasq knows proof.test, and refuses everything else.
const ZONE = `port=53
no-resolv
no-hosts
bind-interfaces
listen-address=127.0.0.1
local=/proof.test/
local-ttl=120
host-record=www.proof.test,10.1.1.1,fd00::1,600
cname=alias.proof.test,www.proof.test
mx-host=proof.test,mail.proof.test,10
txt-record=proof.test,"v=spf1 -all"
srv-host=_http._tcp.proof.test,www.proof.test,80,5,10
ptr-record=1.1.1.10.in-addr.arpa,www.proof.test
caa-record=proof.test,0,issue,letsencrypt.org`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['dig'],
      host: 'app-2',
      before: `echo '${ZONE}' >/run/proof-dns.conf; dnsmasq -C /run/proof-dns.conf --pid-file=/run/proof-dns.pid`,
      after: 'kill $(cat /run/proof-dns.pid); rm /run/proof-dns.conf',
      holds: [
        `it(dns('www.proof.test')).toHaveRecords('10.1.1.1')`,
        `it(dns('www.proof.test', { type: 'AAAA' })).toHaveRecord('fd00:0::1')`,
        `it(dns('www.proof.test', { server: '127.0.0.1' })).toHaveTtl(600)`,
        `it(dns('alias.proof.test')).toBeAliasOf('www.proof.test')`,
        `it(dns('alias.proof.test', { type: 'CNAME' })).toHaveRecord('www.proof.test')`,
        `it(dns('proof.test', { type: 'MX' })).toHaveRecord('10 mail.proof.test')`,
        `it(dns('proof.test', { type: 'TXT' })).toHaveRecord('v=spf1 -all')`,
        `it(dns('proof.test', { type: 'CAA' })).toHaveRecord('0 issue letsencrypt.org')`,
        `it(dns('_http._tcp.proof.test', { type: 'SRV' })).toHaveRecord('5 10 80 www.proof.test')`,
        `it(dns('10.1.1.1', { type: 'PTR' })).toHaveRecord('www.proof.test')`,
      ],
      fails: [
        `it(dns('www.proof.test')).toHaveRecord('10.1.1.2')`,
        `it(dns('www.proof.test', { type: 'MX' })).toResolve()`,
        `it(dns('nope.proof.test')).toExist()`,
      ],
      absent: [`it(dns('nope.proof.test')).toHaveRecord('10.1.1.1')`],
      untold: [
        `it(dns('other.example')).toExist()`,
        `it(dns('www.proof.test', { port: 54 })).toResolve()`,
        `it(dns('www.proof.test', { server: 'nosuch.example' })).toResolve()`,
      ],
    },
  ],
  parsedOnly: {
    drill: 'no host has it; its answers are those of drill 1.8 and a real dnsmasq',
    host: 'every host that has it has dig too, which is asked first; its answers are those of host 9.18 and a real dnsmasq',
    getent: 'it is asked where there is none of the others',
  },
}
