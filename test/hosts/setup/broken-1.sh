# Runs in the root of broken-1 before it boots. One fault of each kind; README.md lists them.
# shellcheck shell=sh
systemctl disable --quiet cron.service
chmod 0666 /etc/nginx/nginx.conf
dpkg --purge logrotate >/dev/null
sed -i 's/\b80 default_server/8080 default_server/; s/\]:80 /]:8080 /' /etc/nginx/sites-available/app
userdel app 2>/dev/null
getent group app >/dev/null || groupadd --gid 1500 app
