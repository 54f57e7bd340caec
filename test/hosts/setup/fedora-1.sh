# Runs in the root of fedora-1 before it boots: rpm's database is that of its packages.
# shellcheck shell=sh
rpm --initdb
rpm --install --quiet /srv/packages/*.rpm 2>/dev/null
printf '%s\n' 'NAME="Fedora Linux"' 'VERSION="40 (of the tests)"' ID=fedora VERSION_ID=40 \
  'PRETTY_NAME="Fedora Linux 40 (of the tests)"' >/etc/os-release
rm -f /etc/systemd/system/multi-user.target.wants/supervisor.service /etc/systemd/system/multi-user.target.wants/monit.service
