-- Takes the mark, if nobody has; a mark without expiry (none of ours is) is given one, or it would refuse for ever.
-- Input:  KEYS[1] mark; ARGV[1] value; ARGV[2] TTL in seconds
-- Output: 0 taken by the caller; else milliseconds until the mark is gone
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then
  return 0
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return ARGV[2] * 1000
end
return math.max(left, 1)
