# One network namespace a host, tied to this machine by a pair of virtual interfaces. The hosts reach
# nothing but their end of the wire: no bridge, no default route, no forwarding. Sourced by up.
# shellcheck shell=bash

refuse_foreign_network() {
  local taken
  taken=$(ip -oneline address show to 10.99.0.0/16 | awk '$2 !~ /^ispec-/ { print $2 }')
  [ -z "$taken" ] || die "10.99.0.0/16 is in use on $taken"
}

connect() {
  local name=$1 n=${number[$1]}
  ip netns add "ispec-$name"
  ip link add "ispec-$name" type veth peer name eth0 netns "ispec-$name"
  ip address add "10.99.$n.1/29" dev "ispec-$name"
  ip address add "fd99:0:0:$n::1/64" dev "ispec-$name" nodad
  ip link set "ispec-$name" up
  ip -netns "ispec-$name" address add "10.99.$n.2/29" dev eth0
  ip -netns "ispec-$name" address add "fd99:0:0:$n::2/64" dev eth0 nodad
  ip -netns "ispec-$name" link set eth0 up
  ip -netns "ispec-$name" link set lo up
}

# Packets to the black hole arrive in down-1's namespace, which neither owns the address nor forwards.
dig_black_hole() {
  local there
  there=$(ip netns exec ispec-down-1 cat /sys/class/net/eth0/address)
  ip netns exec ispec-down-1 sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
  ip neighbour replace "$black_hole" lladdr "$there" dev ispec-down-1 nud permanent
}

connected() {
  [ -e "/run/netns/ispec-$1" ] && [ -e "/sys/class/net/ispec-$1" ]
}
