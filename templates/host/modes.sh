# Sets modes and owners. Input: a line "MODE<tab>OWNER<tab>PATH" for each file and directory.
requests=$(cat) directories= files=
IFS=$nl
set -f
for request in $requests; do
  path=${request##*"$tab"}
  if [ -d ".$path/" ]; then
    directories=$directories$request$nl
  elif [ -f ".$path" ] && ! [ -L ".$path" ]; then
    files=$files$request$nl
  else
    problem failed "$path" 'it is neither a file nor a directory'
  fi
done

# set_all REQUESTS: one call for each owner and each mode.
set_all() {
  for owner in $(for request in $1; do request=${request#*"$tab"} && printf '%s\n' "${request%%"$tab"*}"; done | sort -u); do
    set_some chown "$owner" "*$tab$owner$tab*" "$1"
  done
  for mode in $(for request in $1; do printf '%s\n' "${request%%"$tab"*}"; done | sort -u); do
    set_some chmod "$mode" "$mode$tab*" "$1"
  done
}
# set_some COMMAND VALUE PATTERN REQUESTS
set_some() {
  command=$1 value=$2 pattern=$3 all=$4
  set --
  for request in $all; do
    case $request in $pattern) set -- "$@" ".${request##*"$tab"}" ;; esac
  done
  error=$("$command" "$value" -- "$@" 2>&1) || write_problem "${1#.}" "$error"
}

set_all "$directories"
set_all "$files"
