# Starts Redis with the password of REDISCLI_AUTH. By a file: everybody on the machine can read the arguments of a process.
set -eu
umask 077
printf 'requirepass %s\n' "$REDISCLI_AUTH" > /tmp/redis.conf
# The image's own entrypoint goes on as this user.
chown redis /tmp/redis.conf
shift
exec docker-entrypoint.sh redis-server /tmp/redis.conf "$@"
