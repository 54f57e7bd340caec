# What up, down and exec share: names, places, and how a running host is found.
# shellcheck shell=bash
set -euo pipefail
umask 022
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Checkouts that are tested at the same time on one machine each take a zone of their own, 1 to 9.
zone=${INFRASPEC_TEST_ZONE:-}
[[ $zone =~ ^[1-9]?$ ]] || { echo "test/hosts: INFRASPEC_TEST_ZONE is 1 to 9, and not $zone" >&2; exit 2; }
cache=${INFRASPEC_TEST_CACHE:-/var/cache/infraspec-test}${zone:+-$zone}
run=/var/lib/infraspec-test${zone:+-$zone} # hosts.ts reads hosts.json here
prefix=isp${zone:-ec} # of the names of namespaces, interfaces and control groups
network=10.$((99 + ${zone:-0})) network6=fd99:0:${zone:-0}

# The number is the third part of the address: app-1 is 10.99.1.2 (10.100.1.2 in zone 1). down-1 has a network and no machine.
declare -A number=([app-1]=1 [app-2]=2 [broken-1]=3 [blind-1]=4 [odd-1]=5 [down-1]=6 \
  [trixie-1]=7 [openrc-1]=8 [busybox-1]=9 [fedora-1]=10 [arch-1]=11)
# What a machine stands on, and what its process 1 is: bookworm and systemd where nothing else is said.
declare -A release=([trixie-1]=trixie [openrc-1]=trixie [busybox-1]=trixie [fedora-1]=trixie [arch-1]=trixie)
declare -A init=([openrc-1]=openrc [busybox-1]=runit [arch-1]=sysvinit)
machines=(app-1 app-2 broken-1 blind-1 odd-1 trixie-1 openrc-1 busybox-1 fedora-1 arch-1)
hosts=("${machines[@]}" down-1)
address() { echo "$network.${number[$1]}.2"; }
address6() { echo "$network6:${number[$1]}::2"; }
black_hole=$network.6.3

say() { printf '%-9s %s\n' "$1" "$2"; }
die() { echo "test/hosts: $*" >&2; exit 1; }

# One up or down at a time. Whatever is started in the background closes this descriptor (9>&-).
lock() {
  [ "$(id -u)" = 0 ] || die "needs root"
  exec 9>/run/lock/infraspec-test${zone:+-$zone}
  flock --timeout 600 9 || die "another up or down is still at work"
}

# Each host runs in control groups of its own, so the kernel keeps the list of what was started.
# cgroup v2 has one tree; a hybrid machine has systemd's v1 tree and a v2 tree beside it.
cgroups() {
  if [ "$(stat --file-system --format %T /sys/fs/cgroup)" = cgroup2fs ]; then
    echo "/sys/fs/cgroup/$prefix-$1"
    return
  fi
  local tree
  for tree in systemd unified; do
    [ ! -d "/sys/fs/cgroup/$tree" ] || echo "/sys/fs/cgroup/$tree/$prefix-$1"
  done
}

processes() {
  local group
  for group in $(cgroups "$1"); do
    [ ! -d "$group" ] || find "$group/${2:-}" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -nu
}

# The process that is PID 1 inside the host; nothing when it does not run.
leader() {
  local pid
  for pid in $(processes "$1"); do
    awk -v pid="$pid" '/^NSpid:/ && NF > 2 && $NF == 1 { print pid }' "/proc/$pid/status" 2>/dev/null || true
  done
}

in_host() {
  local pid
  pid=$(leader "$1")
  [ -n "$pid" ] || die "$1 is not running: run test/hosts/up"
  shift
  nsenter --target "$pid" --all --root --wd \
    env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}
