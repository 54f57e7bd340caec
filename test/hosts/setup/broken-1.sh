# Runs in the root of broken-1 before it boots. One fault of each kind; README.md lists them.
# shellcheck shell=sh
mkdir -p /etc/systemd/system/cron.service.d
printf '[Unit]\nConditionPathExists=/etc/cron.allowed-to-run\n' >/etc/systemd/system/cron.service.d/stopped.conf
chmod 0666 /etc/nginx/nginx.conf
dpkg --purge logrotate >/dev/null
systemctl disable --quiet hello.socket
userdel ops 2>/dev/null
