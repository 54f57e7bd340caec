# Runs in the root of busybox-1 before it boots: busybox for all that it can, without what only GNU or glibc bring, and
# runit as process 1.
# shellcheck shell=sh
/usr/bin/busybox --install -s /usr/local/bin
rm -f /usr/local/bin/dpkg /usr/local/bin/dpkg-deb /usr/local/bin/rpm /usr/local/bin/su /usr/local/bin/init
rm /usr/bin/getent /usr/bin/ss /usr/bin/lsattr /usr/bin/setpriv /usr/bin/openssl
mkdir -p /etc/sv/ssh
printf '#!/bin/sh\nexec /usr/sbin/sshd -D -e 2>&1\n' >/etc/sv/ssh/run
chmod 0755 /etc/sv/ssh/run
ln -s /etc/sv/ssh /etc/sv/beats /etc/sv/rests /etc/service/
printf '#!/bin/sh\n' >/etc/runit/1
printf '#!/bin/sh\nexec runsvdir -P /etc/service\n' >/etc/runit/2
