# Input: a line with the name of each boolean of the policy of SELinux that is to be on. Names that the policy does not
# have are left out.
IFS=$nl
set -f
names=$(cat)
set --
off=
for name in $names; do
  value=
  [ ! -r "./sys/fs/selinux/booleans/$name" ] || read -r value <"./sys/fs/selinux/booleans/$name" || :
  [ -n "$value" ] || continue
  set -- "$@" "$name=on"
  case $value in 0*) off="${off}boolean$tab$name$nl" ;; esac
done
# For a reset.
[ -z "$off" ] || [ ! -d ./var/lib/quorate ] || printf '%s' "$off" >>./var/lib/quorate/before
[ "$#" = 0 ] || error=$(setsebool -P "$@" 2>&1) || problem failed /sys/fs/selinux/booleans/ "$error"
