# container_kind: prints the kind of this container; nothing on a machine.
container_kind() {
  if [ -r ./run/systemd/container ]; then
    kind=
    read -r kind <./run/systemd/container || :
    printf '%s' "$kind"
  elif command -v systemd-detect-virt >/dev/null; then
    kind=$(systemd-detect-virt --container) || :
    [ "$kind" = none ] || printf '%s' "$kind"
  elif [ -r ./proc/1/environ ]; then
    tr '\000' '\n' <./proc/1/environ | sed -n 's/^container=//p'
  fi
}

# module_present NAME: loaded or built in; $kernel is the release of the kernel, if it is known. A built-in module without parameters does not show under /sys/module, and
# containers often lack /lib/modules, hence the other signs.
module_present() {
  [ -d "./sys/module/$1" ] && return
  case $1 in
    br_netfilter) [ -d ./proc/sys/net/bridge ] && return ;;
    nf_conntrack) [ -d ./proc/sys/net/netfilter ] && return ;;
    overlay) grep -qsw overlay ./proc/filesystems && return ;;
  esac
  # Its file may have "-" for each "_".
  rest=$1 pattern=
  while case $rest in *[-_]*) ;; *) false ;; esac; do
    pattern=$pattern${rest%%[-_]*}[-_]
    rest=${rest#*[-_]}
  done
  : "${kernel:=$(uname -r)}"
  grep -qs "/$pattern$rest\.ko" "./lib/modules/$kernel/modules.builtin" && return
  [ -r ./proc/config.gz ] || return
  gzip -dc ./proc/config.gz | grep -q "^CONFIG_$(printf '%s' "$1" | tr a-z- A-Z_)=y"
}
