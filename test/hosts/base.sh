# The root file system that all hosts share, built once and cached. Sourced by up.
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

# A change of anything that is hashed here makes another base.
base_recipe() {
  (cd "$here" && find base base.sh -type f -exec sha256sum {} + | sort; dpkg --print-architecture) | sha256sum | cut -c1-12
}

# Names, kinds, modes, owners, times and sizes: tells a base that was built to its end from any other.
seal() {
  (cd "$1" && find . -type d -printf '%p %m %U:%G\n' -o -printf '%p %y %m %U:%G %T@ %s %l\n') | sort | sha256sum
}

ensure_base() {
  base=$cache/base-$(base_recipe)
  if [ -e "$base/seal" ] && [ "$(cat "$base/seal")" = "$(seal "$base/root")" ]; then
    say base "cached in $base"
    return
  fi
  take_down_all # nothing may stand on what is replaced
  mkdir -p "$cache"
  rm -rf --one-file-system "$cache"/base-* "$cache"/building
  build_base "$cache/building"
  mv "$cache/building" "$base"
}

build_base() {
  say base "building a Debian 12 (about a minute)"
  mkdir "$1"
  mmdebstrap --variant=minbase --include="$(grep -v '^#' "$here/base/packages" | paste -sd,)" \
    --customize-hook="'$here/base/customize' \"\$1\"" bookworm "$1/root" </dev/null >"$cache/build.log" 2>&1 ||
    { tail -n 20 "$cache/build.log" >&2; die "the base cannot be built; the whole log is $cache/build.log"; }
  seal "$1/root" >"$1/seal"
}
