# The list of paths that quorate owns is stored in two places: /var may be a separate disk that is lost or replaced.
OWNED=./var/lib/quorate/owned
OWNED_COPY=./etc/quorate/owned

# read_owned: sets owned to the union of both lists, sorted.
read_owned() {
  owned=
  set --
  for list in "$OWNED" "$OWNED_COPY"; do
    if [ -e "$list" ] || [ -L "$list" ]; then set -- "$@" "$list"; fi
  done
  [ "$#" = 0 ] || owned=$(sort -u -- "$@" 2>&1) || {
    for list; do cat -- "$list" >/dev/null 2>&1 || break; done
    problem failed "${list#.}" "the ownership list cannot be read: $owned"
  }
}
