#!/bin/sh
# Stands in for kubectl: kubectl [--context=…] [--namespace=…] exec POD --stdin --quiet [--container=…] -- COMMAND…
while [ "$1" != exec ]; do
  case $1 in
  --namespace=default | --context=test) ;;
  --context=*) echo "error: context \"${1#*=}\" does not exist" >&2; exit 1 ;;
  --namespace=*) echo "Error from server (NotFound): namespaces \"${1#*=}\" not found" >&2; exit 1 ;;
  *) echo "error: unknown flag: $1" >&2; exit 1 ;;
  esac
  shift
done
pod=$2
shift 2
while [ "$1" != -- ]; do
  case $1 in
  --stdin | --quiet | --container=main) ;;
  --container=*) echo "Error from server (BadRequest): container ${1#*=} is not valid for pod $pod" >&2; exit 1 ;;
  *) echo "error: unknown flag: $1" >&2; exit 1 ;;
  esac
  shift
done
shift
case $(docker container inspect --format '{{.State.Status}}' -- "$pod" 2>/dev/null) in
running) ;;
'') echo "Error from server (NotFound): pods \"$pod\" not found" >&2; exit 1 ;;
*) echo 'error: cannot exec into a container in a completed pod; current phase is Succeeded' >&2; exit 1 ;;
esac
docker exec --interactive -- "$pod" "$@"
code=$?
# when its connection breaks kubectl ends with 0, as if all had been well
[ "$code" != 137 ] || exit 0
[ "$code" = 0 ] || echo "command terminated with exit code $code" >&2
exit "$code"
