# reset_kernel: puts the settings of the kernel, and the booleans of SELinux, back that quorate and its services changed.
# What the configuration of the system says has precedence over what was there before. Modules are not unloaded: other
# software may use them by now, which their counters do not tell. Output: "loaded<tab>NAME" for those that were not loaded
# before.
BEFORE_US=./var/lib/quorate/before

reset_kernel() {
  [ -r "$BEFORE_US" ] || return 0
  before_us=$(head -c 100000 "$BEFORE_US")
  set --
  for line in $before_us; do
    case $line in sysctl"$tab"*) line=${line#*"$tab"} && [ ! -r "./proc/sys/${line%%"$tab"*}" ] || set -- "$@" "./proc/sys/${line%%"$tab"*}" ;; esac
  done
  now=$([ "$#" = 0 ] || sed -s -n 'F;p' -- "$@" 2>/dev/null)
  set --
  for line in $before_us; do
    case $line in sysctl"$tab"*) line=${line#*"$tab"} ;; *) continue ;; esac
    setting=${line%%"$tab"*} value=${line#*"$tab"}
    case "$nl$now$nl" in *"$nl./proc/sys/$setting$nl"*) ;; *) continue ;; esac
    case "$nl$now$nl" in *"$nl./proc/sys/$setting$nl$value$nl"*) continue ;; esac
    # Not in a container, to which it belongs to the machine. Then nothing here has changed it either.
    { printf '%s\n' "$value" >"./proc/sys/$setting"; } 2>/dev/null || continue
    set -- "$@" "--prefix=/$setting"
    removed "value of $setting"
  done
  if [ "$#" != 0 ]; then
    for program in ./usr/lib/systemd/systemd-sysctl ./lib/systemd/systemd-sysctl; do
      [ -x "$program" ] || continue
      "$program" "$@" >/dev/null 2>&1 || :
      break
    done
  fi
  set --
  for line in $before_us; do
    case $line in boolean"$tab"*) [ ! -e "./sys/fs/selinux/booleans/${line#*"$tab"}" ] || set -- "$@" "${line#*"$tab"}=off" ;; esac
  done
  [ "$#" = 0 ] || error=$(setsebool -P "$@" 2>&1) || problem failed /sys/fs/selinux/booleans/ "$error"
  for name in overlay br_netfilter nf_conntrack vxlan; do
    case "$nl$before_us$nl" in *"${nl}module$tab$name$nl"*) continue ;; esac
    ! grep -qs "^$name " ./proc/modules || printf 'loaded\t%s\n' "$name"
  done
}
