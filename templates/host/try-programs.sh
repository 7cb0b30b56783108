# Input: a line "PATH<tab>VERSION" for each program. Each is run for no more than to say its version; the first that does
# not run here, or that is another version, is the problem.
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
  # Some say it on standard error. What they would read from here are the programs that are yet to be tried.
  said=$(timeout 20 ".$path" "$@" </dev/null 2>&1)
  code=$?
  last=$(printf '%s\n' "$said" | sed -n '/./h; ${g; p;}' | cut -c 1-300)
  case $code in
    0) ;;
    124) problem does-not-run "$path" "it did not say its version within 20 s; it said last: ${last:-nothing}" ;;
    *) problem does-not-run "$path" "it ended with exit code $code and said: ${last:-nothing}" ;;
  esac
  words=" $(printf '%s' "$said" | tr '\n\t' '  ') "
  case $words in
    *" $version "* | *" v$version "*) ;;
    *) problem does-not-run "$path" "it is not version $version, it says: ${last:-nothing}" ;;
  esac
done
