# note_owned PATH...: adds paths to the ownership list, once each, in both places. Always before the path appears, so that
# every path of quorate on a host is listed. A list is replaced atomically, so that a loss of power leaves no partial line.
# Lines that only one list has are added to the other. Words are lines here (IFS), and no patterns (set -f).
note_owned() {
  error=$(umask 022 && mkdir -p ./var/lib/quorate ./etc/quorate ./run/quorate 2>&1) ||
    write_problem /var/lib/quorate "$error"
  exec 9>>./run/quorate/owned.lock
  flock -w 30 9 || problem failed /var/lib/quorate/owned 'another run holds the lock on the ownership list'
  [ -e "$OWNED" ] || [ -e "$OWNED_COPY" ] || note_before_us
  owned= copy= more=
  if [ -e "$OWNED" ]; then
    owned=$(cat "$OWNED") || problem failed /var/lib/quorate/owned 'the ownership list cannot be read'
  fi
  if [ -e "$OWNED_COPY" ]; then
    copy=$(cat "$OWNED_COPY") || problem failed /etc/quorate/owned 'the ownership list cannot be read'
  fi
  [ "$copy" = "$owned" ] || more=$copy
  unlisted=
  for each in $more "$@"; do
    case "$nl$owned$nl$unlisted" in
      *"$nl$each$nl"*) ;;
      *) unlisted="$unlisted$each$nl" ;;
    esac
  done
  all=${owned:+$owned$nl}$unlisted
  all=${all%"$nl"}
  set --
  [ "$all" = "$owned" ] || set -- "$OWNED"
  [ "$all" = "$copy" ] || set -- "$@" "$OWNED_COPY"
  [ "$#" = 0 ] || error=$(replace_lists "$@" 2>&1) || {
    rm -f "$OWNED.new" "$OWNED_COPY.new"
    case $error in *"$OWNED_COPY"*) write_problem /etc/quorate/owned "$error" ;; esac
    write_problem /var/lib/quorate/owned "$error"
  }
  exec 9>&-
}

# replace_lists LIST...: writes the contents of all to each of them.
replace_lists() {
  new= directories=
  for list; do
    printf '%s\n' "$all" >"$list.new" || return
    new="$new$list.new$nl"
    directories="$directories${list%/*}$nl"
  done
  chmod 644 $new && sync $new || return
  for list; do mv -f "$list.new" "$list" || return; done
  sync $directories
}

# What the host was like before quorate changed it, for a reset: the kernel settings that quorate and its services change,
# in the order in which they are put back (forwarding changes the one after it), and the loaded modules.
BEFORE_US=./var/lib/quorate/before
settings_of_services='net/ipv4/ip_forward net/ipv4/conf/all/accept_redirects net/ipv4/conf/all/route_localnet
net/ipv6/conf/all/forwarding net/ipv6/conf/default/forwarding
net/bridge/bridge-nf-call-iptables net/bridge/bridge-nf-call-ip6tables
net/netfilter/nf_conntrack_max net/netfilter/nf_conntrack_tcp_timeout_established
net/netfilter/nf_conntrack_tcp_timeout_close_wait net/netfilter/nf_conntrack_tcp_be_liberal
vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes'

# note_before_us: once, before the first path is listed. Lines "sysctl<tab>PATH<tab>VALUE" and "module<tab>NAME".
note_before_us() {
  set --
  IFS=" $nl"
  for each in $settings_of_services; do [ ! -r "./proc/sys/$each" ] || set -- "$@" "./proc/sys/$each"; done
  IFS=$nl
  values=$([ "$#" = 0 ] || sed -s -n 'F;p' -- "$@" 2>/dev/null)
  {
    for each in $values; do
      case $each in
        ./proc/sys/*) setting=${each#./proc/sys/} ;;
        *) printf 'sysctl\t%s\t%s\n' "$setting" "$each" ;;
      esac
    done
    [ ! -r ./proc/modules ] || while IFS=' ' read -r module _; do printf 'module\t%s\n' "$module"; done <./proc/modules
  } 2>/dev/null >"$BEFORE_US.new" && sync "$BEFORE_US.new" && mv -f "$BEFORE_US.new" "$BEFORE_US" ||
    write_problem "${BEFORE_US#.}" 'cannot be written'
}

# missing_parents PATH: prints the directories that must be made before PATH can be, outermost first.
missing_parents() {
  missing=
  parent=${1%/*}
  while [ -n "$parent" ] && [ ! -d ".$parent" ]; do
    missing="$parent$nl$missing"
    parent=${parent%/*}
  done
  printf '%s' "$missing"
}

# make_parents PATH: adds the directories that it makes to `made`.
made=
make_parents() {
  [ -d ".${1%/*}/" ] && return
  missing_parents "$1" >/dev/null
  made=$made$missing
  error=$(umask 022 && mkdir -p ".${1%/*}" 2>&1) || write_problem "${1%/*}" "$error"
}
