# The identity of a host is recorded in two files of "name=value" lines. It is compared in the same call that deletes
# something.

# same_identity CLUSTER<tab>HOST: ends the script unless every recorded identity is this one. Without an argument there
# must be none. A missing record is accepted: an interrupted reset may have removed it.
same_identity() {
  for file in ./var/lib/quorate/identity ./etc/quorate/identity; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    text=$(cat -- "$file" 2>&1) || problem other-identity "${file#.}" "cannot be read: $text"
    cluster= host=
    for line in $text; do
      case $line in
        cluster=*) cluster=$cluster${line#*=} ;;
        host=*) host=$host${line#*=} ;;
      esac
    done
    [ -n "$cluster" ] && [ -n "$host" ] ||
      problem other-identity "${file#.}" 'does not name a cluster and a host'
    [ -n "$1" ] ||
      problem other-identity "${file#.}" "has the identity of $host of cluster $cluster; expected none"
    [ "$1" = "$cluster$tab$host" ] ||
      problem other-identity "${file#.}" "has the identity of $host of cluster $cluster; expected ${1#*"$tab"} of cluster ${1%%"$tab"*}"
  done
}
