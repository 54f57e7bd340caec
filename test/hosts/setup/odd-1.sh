# Runs in the root of odd-1 before it boots: people whose shells get in the way.
# shellcheck shell=sh
add() {
  useradd --create-home --shell "$2" "$1"
  echo "$1 ALL=(ALL) NOPASSWD: ALL" >>/etc/sudoers.d/people
}
add noisy /bin/bash
add sleepy /bin/bash
add execer /bin/bash
add fishy /usr/bin/fish
add cshy /bin/tcsh
add frenchy /bin/bash

cat >/home/noisy/.bashrc <<'BASHRC'
for line in $(seq 100); do
  printf '\033[1;31mnoise %d\033[0m on stdout \033]0;title\007\r\n' "$line"
  printf '\033[2J\033[Hnoise %d on stderr\n' "$line" >&2
done
BASHRC
echo 'sleep 3' >/home/sleepy/.bashrc
echo 'exec sh' >/home/execer/.bashrc
echo 'export LANG=fr_FR.ISO-8859-15 LC_ALL=fr_FR.ISO-8859-15' >/home/frenchy/.bashrc
