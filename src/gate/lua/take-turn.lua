-- Takes the next turn to send by way of a provider number, if it comes soon enough. Turns are 1 / rate apart, whoever takes
-- them. The rate grows from low to the most there may be within 20 s of use.
-- A number that is not known, or no longer, begins with a low rate and a wait: a flush must not let all workers send at once.
-- Input:  KEYS[1] pace; ARGV[1] most per second; ARGV[2] longest wait in ms
-- Output: ms until the turn; above the longest wait nothing is taken
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local most = tonumber(ARGV[1])
local known = redis.call('HMGET', KEYS[1], 'rate', 'next', 'last')
local rate, turn, last = tonumber(known[1]), tonumber(known[2]), tonumber(known[3])
if not (rate and turn and last) then
  rate = math.max(most / 10, math.min(most / 2, 1))
  turn = now + 1000 / rate
  last = now
end
rate = math.min(rate, most)
turn = math.max(turn, now)
local wait = math.ceil(turn - now)
local following = turn
if wait <= tonumber(ARGV[2]) then
  rate = math.min(most, rate + most * math.min(turn - last, 1000) / 20000)
  following = turn + 1000 / rate
  last = turn
end
redis.call('HSET', KEYS[1], 'rate', string.format('%.6f', rate), 'next', string.format('%.3f', following),
  'last', string.format('%.3f', last))
redis.call('PEXPIRE', KEYS[1], math.ceil(following - now) + 3600000)
return wait
