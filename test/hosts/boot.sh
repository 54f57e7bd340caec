# One host: its files, its keys, its start and its end. Sourced by up and down.
# shellcheck shell=bash

make_client_keys() {
  [ ! -e "$run/keys/id_rsa.pub" ] || return 0
  rm -rf "$run/keys"
  mkdir -p "$run/keys"
  ssh-keygen -q -t ed25519 -N '' -C infraspec-test -f "$run/keys/id_ed25519"
  ssh-keygen -q -t ed25519 -N 'correct horse' -C infraspec-test -f "$run/keys/id_encrypted"
  ssh-keygen -q -t rsa -b 2048 -N '' -C infraspec-test -f "$run/keys/id_rsa"
}

# A writable view of the shared base, or a copy where overlayfs cannot be had.
make_root() {
  local dir=$run/$1 base
  base=$(base_of "${release[$1]:-bookworm}")
  mkdir -p "$dir/root" "$dir/upper" "$dir/work"
  mount -t overlay "$prefix-$1" -o "lowerdir=$base/root,upperdir=$dir/upper,workdir=$dir/work" "$dir/root" 2>/dev/null ||
    cp -a --reflink=auto "$base/root/." "$dir/root/"
}

personalise() {
  local name=$1 root=$run/$1/root type home
  echo "$name" >"$root/etc/hostname"
  printf '%s\n' "127.0.0.1 localhost" "127.0.1.1 $name" "127.0.1.2 logs.internal" "::1 localhost ip6-localhost" >"$root/etc/hosts"
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  for type in ed25519 ecdsa; do
    ssh-keygen -q -t "$type" -N '' -C "root@$name" -f "$root/etc/ssh/ssh_host_${type}_key"
    echo "$name,$(address "$name"),$(address6 "$name") $(cut -d" " -f1,2 "$root/etc/ssh/ssh_host_${type}_key.pub")" >>"$run/$name/known_hosts"
  done
  [ ! -e "$here/setup/$name.sh" ] || chroot "$root" sh -eu <"$here/setup/$name.sh"
  for home in "$root"/home/*; do
    [ "$(basename "$home")" != pw ] || continue # logs in with a password only
    mkdir -m 0700 "$home/.ssh"
    cat "$run"/keys/*.pub >"$home/.ssh/authorized_keys"
    chown -R --reference="$home" "$home/.ssh"
  done
}

# A systemd holds several of these, and many kernels allow 128 in all: the hosts of two zones.
allow_watchers() {
  local limit=/proc/sys/fs/inotify/max_user_instances
  [ "$(cat $limit)" -ge 1024 ] || echo 1024 >$limit
}

boot() {
  local name=$1 group first=--boot
  [ -z "${init[$name]:-}" ] || first=/usr/local/lib/infraspec-test/init-${init[$name]}
  (
    for group in $(cgroups "$name"); do
      mkdir -p "$group"
      echo "$BASHPID" >"$group/cgroup.procs"
    done
    exec setsid systemd-nspawn --directory="$run/$name/root" --machine="$prefix-$name" --hostname="$name" \
      --register=no --keep-unit --capability=CAP_NET_ADMIN --network-namespace-path="/run/netns/$prefix-$name" \
      --resolv-conf=off --timezone=off --link-journal=no "$first"
  ) </dev/null >"$run/$name/console.log" 2>&1 9>&- &
}

answers() {
  timeout 2 bash -c "read -r banner <'/dev/tcp/$(address "$1")/22' && [[ \$banner == SSH-2.0-* ]]" 2>/dev/null
}

# Without its supervisor a host lives on, but nobody would reap it: not healthy.
healthy() {
  connected "$1" && [ -n "$(processes "$1" supervisor)" ] && [ -n "$(leader "$1")" ] && answers "$1"
}

wait_until_up() {
  local state='' deadline=$((SECONDS + 60))
  while [ $SECONDS -lt $deadline ]; do
    # Without systemd nothing says that all is up: sshd is started last, or near it.
    if [ -n "${init[$1]:-}" ]; then state=running; else state=$(in_host "$1" timeout 5 systemctl is-system-running 2>/dev/null) || true; fi
    if [[ $state == running || $state == degraded ]] && answers "$1"; then
      say "$1" "up on $(address "$1"), $state"
      return
    fi
    sleep 0.1
  done
  tail -n 20 "$run/$1/console.log" >&2
  die "$1 is not up after 60 s (systemd says: ${state:-nothing})"
}

take_down() {
  local name=$1 group pid victims tries=0
  while [ -n "$(processes "$name")" ]; do
    [ $((tries++)) -lt 100 ] || die "$name has processes that do not end: $(processes "$name" | xargs)"
    # PID 1 takes all of the host with it, and its supervisor then has a second to clean up.
    if [ $tries -le 10 ]; then victims=$(leader "$name"); else victims=$(processes "$name"); fi
    for pid in $victims; do
      kill -KILL "$pid" 2>/dev/null || true
    done
    sleep 0.1
  done
  for group in $(cgroups "$name"); do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
  done
  while mountpoint --quiet "$run/$name/root"; do umount "$run/$name/root"; done
  [ ! -e "/sys/class/net/$prefix-$name" ] || ip link delete "$prefix-$name"
  [ ! -e "/run/netns/$prefix-$name" ] || ip netns delete "$prefix-$name"
  [ ! -d "/run/systemd/nspawn/propagate/$prefix-$name" ] || rmdir "/run/systemd/nspawn/propagate/$prefix-$name"
  rm -rf --one-file-system "${run:?}/$name"
}

take_down_all() {
  local name
  for name in "${hosts[@]}"; do take_down "$name"; done
  rm -rf --one-file-system "$run"
}
