# What a host says it is lies in two files of "name=value" lines. It is compared in the same call that destroys something.

# same_identity CLUSTER<tab>HOST: ends the script unless all that is recorded here says the same. Nothing given: nothing
# may be recorded. Nothing recorded contradicts nothing: a reset that was cut may have taken it away.
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
      problem other-identity "${file#.}" 'does not say which cluster and host this is'
    [ -n "$1" ] ||
      problem other-identity "${file#.}" "says that this is $host of cluster $cluster, and nothing was to be recorded there"
    [ "$1" = "$cluster$tab$host" ] ||
      problem other-identity "${file#.}" "says that this is $host of cluster $cluster, not ${1#*"$tab"} of cluster ${1%%"$tab"*}"
  done
}
