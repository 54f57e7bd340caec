# Runs in the root of arch-1 before it boots: pacman's database is that of its packages, and process 1 is sysvinit.
# shellcheck shell=sh
sed -i -e 's/^SigLevel .*/SigLevel = Never/' -e /^CheckSpace/d /etc/pacman.conf
pacman --upgrade --noconfirm --noprogressbar /srv/packages/*.pkg.tar.gz >/dev/null
printf '%s\n' 'NAME="Arch Linux"' ID=arch BUILD_ID=rolling 'PRETTY_NAME="Arch Linux (of the tests)"' >/etc/os-release
printf '%s\n' id:2:initdefault: 'l2:2:wait:/usr/local/lib/infraspec-test/rc 2' >/etc/inittab
# A daemon that is started at boot and has died, and one that is not started.
for name in crashes rests; do
  printf '%s\n' '#!/bin/sh' "### BEGIN INIT INFO" "# Provides: $name" "# Default-Start: 2 3 4 5" "### END INIT INFO" \
    'case $1 in status) echo "it is dead"; exit 1 ;; esac' >/etc/init.d/$name
  chmod 0755 /etc/init.d/$name
done
ln -s ../init.d/crashes /etc/rc2.d/S02crashes
ln -s ../init.d/rests /etc/rc2.d/K02rests
rm -f /etc/rc2.d/*bootlogs /etc/rc2.d/*supervisor /etc/rc2.d/*monit /etc/rc2.d/*dbus /etc/rc2.d/*sudo /etc/rc2.d/*rmnologin
