# Runs in the root of blind-1 before it boots: its sudo refuses everybody.
# shellcheck shell=sh
rm /usr/bin/sudo
printf '%s\n' '#!/bin/sh' 'echo "sudo: a password is required" >&2' 'exit 1' >/usr/bin/sudo
chmod 0755 /usr/bin/sudo
