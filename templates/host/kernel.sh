# Input: lines "module<tab>NAME" and "sysctl<tab>NAME<tab>PATH under /proc/sys<tab>VALUE".
requests=$(cat)
IFS=$nl
set -f
for request in $requests; do
  case $request in
    module"$tab"*)
      name=${request#*"$tab"}
      module_present "$name" && continue
      # A container uses the kernel of its machine and cannot load modules; a missing one shows in the settings below.
      error=$(modprobe -- "$name" 2>&1) || [ -n "$(container_kind)" ] ||
        problem failed "kernel module $name" "${error:-cannot be loaded}"
      ;;
    sysctl"$tab"*)
      request=${request#*"$tab"}
      name=${request%%"$tab"*}
      request=${request#*"$tab"}
      file=./proc/sys/${request%%"$tab"*}
      value=${request#*"$tab"}
      current=$(cat "$file" 2>/dev/null)
      [ "$current" = "$value" ] && continue
      [ -e "$file" ] || problem failed "kernel setting $name" 'the kernel does not have it (is its module loaded?)'
      error=$({ printf '%s\n' "$value" >"$file"; } 2>&1) || problem failed "kernel setting $name" "$error"
      ;;
  esac
done
