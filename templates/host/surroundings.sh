# What surrounds the software of quorate on a host: mounts, routes, resolvers, and what others left behind.

# small_texts: lines of files of the system, each after the name of its file. One process for all of them. Mounts of pods
# and of containers are left out: a busy host has thousands. Pipes are skipped: reading one may never end.
small_texts() {
  section texts
  grep -a -s -H -v -D skip -d skip -m 2000 \
    -e ' /var/lib/kubelet/' -e ' /run/containerd/' -e ' /var/lib/containerd/' -e ' /run/netns/' \
    -e ' /var/lib/docker/' -e ' /run/docker/' -e ' /snap/' -e ' /sys/' -e ' /proc/' \
    -- ./proc/self/mountinfo ./proc/net/route ./proc/net/ipv6_route ./proc/swaps ./proc/cgroups \
    ./sys/fs/cgroup/cgroup.controllers ./etc/resolv.conf ./run/systemd/resolve/resolv.conf ./etc/ufw/ufw.conf
}

# cni_files: configurations of pod networks that quorate does not own ($owned), and the plugins that they name.
cni_files() {
  section cni-files
  set --
  set +f
  for file in ./etc/cni/net.d/*.conf ./etc/cni/net.d/*.conflist ./etc/cni/net.d/*.json ./etc/cni/net.d/.*.conf*; do
    case "$nl$owned$nl" in *"$nl${file#.}$nl"*) continue ;; esac
    case $file in *"$nl"* | *"$tab"*) continue ;; esac
    [ -f "$file" ] && set -- "$@" "$file"
  done
  set -f
  [ "$#" = 0 ] || printf '%s\n' "$@"
  section cni-plugins
  [ "$#" = 0 ] || grep -a -s -H -o -m 100 '"type" *: *"[A-Za-z0-9._-]*"' -- "$@"
}

# unloadable NAME...: kernel modules that modprobe does not find, or is configured not to load.
unloadable() {
  command -v modprobe >/dev/null || return 0
  found=$(modprobe -n -v -a -- "$@" 2>/dev/null) && case $found in *'install '*) false ;; esac && return
  for name; do
    if ! found=$(modprobe -n -v -- "$name" 2>/dev/null); then
      printf 'missing\t%s\n' "$name"
    else
      case $found in *'/bin/false'* | *'/bin/true'*) printf 'disabled\t%s\n' "$name" ;; esac
    fi
  done
}

# packet_filter: only on a host without quorate: later the answer would be long, and what is dropped shows by itself.
packet_filter() {
  [ ! -e "$OWNED" ] && [ ! -e "$OWNED_COPY" ] || return 0
  if command -v nft >/dev/null; then
    section nft-version
    nft --version 2>/dev/null
    section ruleset
    timeout 10 nft -t list ruleset 2>/dev/null | head -c 200000
    echo
  fi
  legacy=
  [ ! -r ./proc/net/ip_tables_names ] || while read -r name; do
    [ "$name" != filter ] || legacy=yes
  done <./proc/net/ip_tables_names
  if [ -n "$legacy" ]; then
    section iptables
    { timeout 10 iptables-legacy -S || timeout 10 iptables -S; } 2>/dev/null | head -c 200000
    echo
  fi
  if [ -d ./etc/NetworkManager ]; then
    section unmanaged-devices
    set +f
    grep -a -s -h -D skip -d skip -m 100 '^ *unmanaged-devices' -- ./etc/NetworkManager/NetworkManager.conf \
      ./etc/NetworkManager/conf.d/*.conf ./usr/lib/NetworkManager/conf.d/*.conf
    set -f
  fi
}

# swap_services: of the services that turn on swap without /etc/fstab, those that are installed.
swap_services() {
  section swap-services
  for name in zramswap zram-config dphys-swapfile; do
    for folder in ./etc ./usr/lib ./lib; do
      [ -e "$folder/systemd/system/$name.service" ] && printf '%s.service\n' "$name" && break
    done
  done
}
