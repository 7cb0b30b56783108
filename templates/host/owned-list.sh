# The list of what quorate owns lies in two places: /var may be a disk of its own that is lost or replaced.
OWNED=./var/lib/quorate/owned
OWNED_COPY=./etc/quorate/owned

# read_owned: sets owned to what both say together, sorted.
read_owned() {
  owned=
  set --
  for list in "$OWNED" "$OWNED_COPY"; do
    if [ -e "$list" ] || [ -L "$list" ]; then set -- "$@" "$list"; fi
  done
  [ "$#" = 0 ] || owned=$(sort -u -- "$@" 2>&1) ||
    problem failed /var/lib/quorate/owned "the ownership list cannot be read: $owned"
}
