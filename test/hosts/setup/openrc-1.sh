# Runs in the root of openrc-1 before it boots. Its process 1 is OpenRC's; runit supervises services of its own.
# shellcheck shell=sh
rm -f /etc/runlevels/default/bootlogs /etc/runlevels/default/supervisor /etc/runlevels/default/monit /etc/runlevels/default/dbus
ln -s /etc/sv/beats /etc/sv/rests /etc/service/
printf '#!/sbin/openrc-run\ncommand=/bin/false\n' >/etc/init.d/crashes
printf '#!/sbin/openrc-run\ncommand=/bin/sleep\ncommand_args=infinity\ncommand_background=true\npidfile=/run/beats.pid\n' >/etc/init.d/beats
chmod 0755 /etc/init.d/crashes /etc/init.d/beats
rc-update --quiet add crashes default
rc-update --quiet add beats default
