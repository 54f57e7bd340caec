import type { Proof } from '../situations.ts'

// A second chronyd on the host's own loopback is whom the first one follows.
const server = `cat > /run/second.conf <<'END'
local stratum 3
port 1123
bindaddress 127.0.0.1
allow 127.0.0.1
cmdport 0
bindcmdaddress /run/chrony/second.sock
pidfile /run/chrony/second.pid
END
chronyd -f /run/second.conf -x -u root
echo 'server 127.0.0.1 port 1123 iburst minpoll 0 maxpoll 0' > /etc/chrony/sources.d/second.sources
chronyc reload sources >/dev/null
tries=0; until chronyc -n -c tracking | grep -q Normal; do tries=$((tries+1)); [ $tries -lt 60 ]; sleep 0.5; done`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['daemons'],
      host: 'app-2',
      before: server,
      after: `kill $(cat /run/chrony/second.pid); rm /run/second.conf /etc/chrony/sources.d/second.sources; systemctl restart chrony`,
      holds: [
        `it(time()).toBeSynchronised()`,
        `it(time()).toHaveOffset({ below: 1 })`,
        `it(time()).toHaveServer('127.0.0.1')`,
        `it(time()).toMatchState({ source: 'chrony', stratum: 4 })`,
      ],
      fails: [`it(time()).toHaveOffset({ above: 1 })`, `it(time()).toHaveServer('127.0.0.2')`],
      absent: [],
      untold: [],
    },
    {
      // the server has gone, and chronyd says of it what it said before
      mechanisms: ['daemons'],
      host: 'broken-1',
      before: `${server}
kill $(cat /run/chrony/second.pid)
tries=0; while chronyc -n -c sources | grep -q '^.,[*]'; do tries=$((tries+1)); [ $tries -lt 60 ]; sleep 1; done
chronyc -n -c tracking | grep -q Normal`,
      after: `rm /run/second.conf /etc/chrony/sources.d/second.sources; systemctl restart chrony`,
      holds: [],
      fails: [`it(time()).toBeSynchronised()`],
      absent: [],
      untold: [`it(time()).toHaveOffset({ below: 1 })`],
    },
    {
      mechanisms: ['daemons'],
      holds: [`it(time()).toHaveTimezone('Etc/UTC')`],
      fails: [`it(time()).toBeSynchronised()`, `it(time()).toHaveTimezone('Europe/Berlin')`],
      absent: [],
      untold: [`it(time()).toHaveOffset({ below: 1 })`, `it(as('nosuch', time())).toBeSynchronised()`],
    },
  ],
  without: { absent: 'every host has a clock' },
}
