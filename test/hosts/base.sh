# The root file systems that the hosts stand on, one for each Debian release, built once and cached. Sourced by up.
# shellcheck shell=bash

install_tools() {
  local missing=() package
  for package in mmdebstrap systemd-container iproute2 openssh-client debian-archive-keyring; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say tools "installing ${missing[*]}"
  local install=(apt-get install --yes -qq -o DPkg::Lock::Timeout=120 --no-install-recommends "${missing[@]}")
  export DEBIAN_FRONTEND=noninteractive
  "${install[@]}" </dev/null >/dev/null 2>&1 && return
  apt-get update -qq </dev/null >/dev/null
  "${install[@]}" </dev/null >/dev/null
}

# bookworm is built from base/, and every other release from base-RELEASE/.
recipe_folder() { [ "$1" = bookworm ] && echo base || echo "base-$1"; }

# A change of anything that is hashed here makes another base.
base_recipe() {
  (cd "$here" && find "$(recipe_folder "$1")" base.sh -type f -exec sha256sum {} + | sort; dpkg --print-architecture) |
    sha256sum | cut -c1-12
}

base_of() { echo "$cache/$1-$(base_recipe "$1")"; }

# Names, kinds, modes, owners, times and sizes: tells a base that was built to its end from any other.
seal() {
  (cd "$1" && find . -type d -printf '%p %m %U:%G\n' -o -printf '%p %y %m %U:%G %T@ %s %l\n') | sort | sha256sum
}

is_whole() {
  [ -e "$1/seal" ] && [ "$(cat "$1/seal")" = "$(seal "$1/root")" ]
}

# The bases are built side by side: most of the time is spent in waiting for the network and the disk.
ensure_bases() {
  local release missing=() builders=() pid
  for release in bookworm trixie; do
    if is_whole "$(base_of "$release")"; then say base "cached in $(base_of "$release")"; else missing+=("$release"); fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  take_down_all # nothing may stand on what is replaced
  mkdir -p "$cache"
  for release in "${missing[@]}"; do
    rm -rf --one-file-system "$cache/$release"-*
    build_base "$release" "$cache/$release-building" &
    builders+=($!)
  done
  for pid in "${builders[@]}"; do wait "$pid"; done
  for release in "${missing[@]}"; do mv "$cache/$release-building" "$(base_of "$release")"; done
}

build_base() {
  local release=$1 folder log=$cache/$1.log
  folder=$here/$(recipe_folder "$release")
  say base "building Debian $release (a minute or two)"
  mkdir "$2"
  mmdebstrap --variant=minbase --include="$(grep -v '^#' "$folder/packages" | paste -sd,)" \
    --customize-hook="'$folder/customize' \"\$1\"" "$release" "$2/root" </dev/null >"$log" 2>&1 9>&- ||
    { tail -n 20 "$log" >&2; die "the base $release cannot be built; the whole log is $log"; }
  seal "$2/root" >"$2/seal"
}
