import type { Proof } from '../situations.ts'

// Two repositories on the host's own disk, one of them of security updates; the third package is up to date.
const repositories = `mkdir -p /srv/apt/main /srv/apt/security; cd /srv/apt
pack() { mkdir -p p/DEBIAN; printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: a <a@example.com>\\nDescription: x\\n' $1 $2 > p/DEBIAN/control; dpkg-deb -b p $3/$1-$2.deb >/dev/null; rm -r p; }
index() { cd /srv/apt/$1; for f in *.deb; do dpkg-deb -f $f; echo "Filename: ./$f"; echo "Size: $(stat -c %s $f)"; echo "SHA256: $(sha256sum $f | cut -d' ' -f1)"; echo; done > Packages
  printf 'Origin: Debian\\nLabel: %s\\nSuite: %s\\nVersion: 12\\nDate: %s\\nSHA256:\\n %s %s Packages\\n' $2 $3 "$(date -Ru)" $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages) > Release; cd ..; }
for n in plain-one secure-one current-one; do pack $n 1.0 main; done
dpkg -i main/*.deb >/dev/null
pack plain-one 2.0 main; pack secure-one 1.1 security; pack secure-one 1.2 main
index main Debian stable; index security Debian-Security stable-security
cat /etc/apt/sources.list > sources.before 2>/dev/null || true
printf 'deb [trusted=yes] file:/srv/apt/main ./\\ndeb [trusted=yes] file:/srv/apt/security ./\\n' > /etc/apt/sources.list
apt-get update >/dev/null`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['apt'],
      host: 'app-2',
      before: repositories,
      after: `dpkg -P plain-one secure-one current-one >/dev/null; cp /srv/apt/sources.before /etc/apt/sources.list
rm -rf /srv/apt /var/lib/apt/lists/*_srv_apt_*`,
      holds: [
        `it(updates()).toHaveSecurityUpdates()`,
        `it(updates()).toHavePendingUpdates(2)`,
        `it(updates()).toBeUpToDate({ except: ['plain-one', 'secure-one'] })`,
        `it(updates()).toMatchState({ pending: [
          { name: 'plain-one', installed: '1.0', candidate: '2.0', security: false },
          { name: 'secure-one', installed: '1.0', candidate: '1.2', security: true }] })`,
      ],
      fails: [
        `it(updates()).toBeUpToDate()`,
        `it(updates()).toHaveSecurityUpdates({ except: ['secure-one'] })`,
        `it(updates()).toHavePendingUpdates({ above: 2 })`,
      ],
      absent: [],
      untold: [`it(as('nosuch', updates())).toBeUpToDate()`],
    },
    {
      mechanisms: ['apt'],
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(updates()).toBeUpToDate()`, `it(updates()).toHaveSecurityUpdates()`],
    },
  ],
  without: { absent: 'every host has a package manager, or it cannot be told' },
}
