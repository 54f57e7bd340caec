# One network namespace a host, tied to this machine by a pair of virtual interfaces. The hosts reach
# nothing but their end of the wire: no bridge, no default route, no forwarding. Sourced by up.
# shellcheck shell=bash

refuse_foreign_network() {
  local taken
  taken=$(ip -oneline address show to "$network.0.0/16" | awk -v prefix="$prefix-" 'index($2, prefix) != 1 { print $2 }')
  [ -z "$taken" ] || die "$network.0.0/16 is in use on $taken"
}

connect() {
  local name=$1 n=${number[$1]}
  ip netns add "$prefix-$name"
  ip link add "$prefix-$name" type veth peer name eth0 netns "$prefix-$name"
  ip address add "$network.$n.1/29" dev "$prefix-$name"
  ip address add "$network6:$n::1/64" dev "$prefix-$name" nodad
  ip link set "$prefix-$name" up
  ip -netns "$prefix-$name" address add "$network.$n.2/29" dev eth0
  ip -netns "$prefix-$name" address add "$network6:$n::2/64" dev eth0 nodad
  ip -netns "$prefix-$name" link set eth0 up
  ip -netns "$prefix-$name" link set lo up
}

# Packets to the black hole arrive in down-1's namespace, which neither owns the address nor forwards.
dig_black_hole() {
  local there
  there=$(ip netns exec $prefix-down-1 cat /sys/class/net/eth0/address)
  ip netns exec $prefix-down-1 sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
  ip neighbour replace "$black_hole" lladdr "$there" dev $prefix-down-1 nud permanent
}

connected() {
  [ -e "/run/netns/$prefix-$1" ] && [ -e "/sys/class/net/$prefix-$1" ]
}
