#!/bin/bash
# Succeeds while the load balancer of this host has a live API server behind it.
exec 3<>/dev/tcp/127.0.0.1/{{port}} || exit 1
printf 'GET / HTTP/1.0\r\n\r\n' >&3
read -r -t 1 -u 3 _ status _ && [ "$status" = 200 ]
