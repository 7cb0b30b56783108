# Input: a line with the name of each boolean of the policy of SELinux that is to be on. Names that the policy does not
# have are left out.
IFS=$nl
set -f
names=$(cat)
set --
for name in $names; do [ ! -e "./sys/fs/selinux/booleans/$name" ] || set -- "$@" "$name=on"; done
[ "$#" = 0 ] || error=$(setsebool -P "$@" 2>&1) || problem failed /sys/fs/selinux/booleans/ "$error"
