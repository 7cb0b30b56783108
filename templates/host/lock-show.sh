# Output: about the holder of the lock, nothing when it is free. Takes no lock itself, not even for a moment: a run
# that starts just then would be refused for the sake of somebody who only looks.
if read_holder; then printf '%s\n' "$about"; fi
