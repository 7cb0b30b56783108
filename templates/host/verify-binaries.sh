# Input: a line "PATH<tab>VERSION" for each program. Runs each only to print its version; reports the first one that does
# not run or has another version.
requests=$(cat)
IFS=$nl
set -f
for request in $requests; do
  path=${request%%"$tab"*}
  version=${request#*"$tab"}
  case ${path##*/} in
    etcdctl | etcdutl) set -- version ;;
    kubectl) set -- version --client ;;
    containerd-shim-*) set -- -v ;;
    *) set -- --version ;;
  esac
  # Some print it on standard error. Their standard input is empty: that of this script has the remaining programs.
  output=$(timeout 20 ".$path" "$@" </dev/null 2>&1)
  code=$?
  last=$(printf '%s\n' "$output" | sed -n '/./h; ${g; p;}' | cut -c 1-300)
  case $code in
    0) ;;
    124) problem does-not-run "$path" "timed out after 20 s waiting for its version; last output: ${last:-none}" ;;
    *) problem does-not-run "$path" "exit code $code: ${last:-no output}" ;;
  esac
  words=" $(printf '%s' "$output" | tr '\n\t' '  ') "
  case $words in
    *" $version "* | *" v$version "*) ;;
    *) problem does-not-run "$path" "expected version $version, it prints: ${last:-nothing}" ;;
  esac
done
