/**
 * What all operations of the script use, in Lua 5.1: time that never goes back, keys, usages, reservations.
 */
export const coreLua = `
local prefix, op, given, input = KEYS[1], ARGV[1], ARGV[2], cjson.decode(ARGV[3])
local day = 86400000
local maxKeys, maxRefused = 100000, 10000

local function text(number) return string.format('%.17g', number + 0) end

local function timeNow()
  local now = tonumber(given)
  if now == nil then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  local key = prefix .. 'clock'
  local known = redis.call('HMGET', key, 'latest', 'behind')
  local latest, behind = tonumber(known[1] or now), tonumber(known[2] or 0)
  if now + behind < latest then behind = latest - now end
  redis.call('HSET', key, 'latest', text(now + behind), 'behind', text(behind))
  if not known[1] or op == 'beat' then redis.call('PEXPIRE', key, 7 * day) end
  return now + behind
end
local now = timeNow()

-- How often a run was begun anew, by itself and with all runs of its scenario.
local function begunOf(run)
  local begun = redis.call('MGET', prefix .. 'begun:' .. run[1], prefix .. 'begun:' .. run[2])
  return (begun[1] or 0) .. '.' .. (begun[2] or 0)
end

local function runKey(kind, run) return prefix .. kind .. ':' .. run[2] .. ':' .. begunOf(run) end

local function usageKey(lim) return lim.at or runKey('limit', lim.run) .. ':' .. lim.id end

local function makeSpace(key)
  if redis.call('HLEN', key) >= maxKeys then redis.call('HDEL', key, redis.call('HRANDFIELD', key)) end
end

local function usageOf(written)
  local usage = {}
  for number in string.gmatch(written or '', '%S+') do usage[#usage + 1] = tonumber(number) end
  return usage
end

-- A new key looks at two others, so that those that are not used any more become fewer.
local function makeRoom(lim, key)
  local isFull = redis.call('HLEN', key) >= maxKeys
  local some = redis.call('HRANDFIELD', key, 2, 'WITHVALUES')
  for i = 1, #some, 2 do
    if isFull or algorithms[lim.by].unused(lim, usageOf(some[i + 1]), now) then
      redis.call('HDEL', key, some[i])
      isFull = false
    end
  end
end

local function keep(lim, key, digest, usage)
  if algorithms[lim.by].unused(lim, usage, now) then redis.call('HDEL', key, digest) return end
  local written = {}
  for i, number in ipairs(usage) do written[i] = text(number) end
  if redis.call('HEXISTS', key, digest) == 0 then makeRoom(lim, key) end
  redis.call('HSET', key, digest, table.concat(written, ' '))
  redis.call('PEXPIRE', key, math.max(7 * day, 2 * lim.p))
end

local function refuse(lim, key, digest)
  local refused = key .. ':refused'
  redis.call('HINCRBY', refused, '', 1)
  if redis.call('HEXISTS', refused, digest) == 1 or redis.call('HLEN', refused) <= maxRefused then
    redis.call('HINCRBY', refused, digest, 1)
  end
  redis.call('PEXPIRE', refused, math.max(7 * day, 2 * lim.p))
end

local function correct(lim, key, digest, at, change)
  local usage = usageOf(redis.call('HGET', key, digest))
  keep(lim, key, digest, algorithms[lim.by].correct(lim, usage, now, at, change))
end

-- JSON would round large numbers.
local function correctReserved(reserved, change)
  local lim = cjson.decode(reserved)
  for _, name in ipairs({ 'n', 'p', 'taken', 'amount', 'resets' }) do lim[name] = tonumber(lim[name]) end
  local by = change == 'all' and -lim.amount or change
  if by ~= 0 then correct(lim, lim.at, lim.digest, lim.taken, by) end
end

-- Gives back what a gateway has reserved and not settled.
local function release(gateway)
  local held = prefix .. 'held:' .. gateway
  local all = redis.call('HGETALL', held)
  for i = 2, #all, 2 do correctReserved(all[i], 'all') end
  redis.call('DEL', held)
  redis.call('ZREM', prefix .. 'gateways', gateway)
end

local function releaseLost()
  local lost = redis.call('ZRANGEBYSCORE', prefix .. 'gateways', '-inf', text(now))
  for _, gateway in ipairs(lost) do release(gateway) end
end

local function register(gateway, mode)
  local gateways = prefix .. 'gateways'
  if mode == 'NX' and redis.call('ZSCORE', gateways, gateway) then return end
  redis.call('ZADD', gateways, text(now + input.lease), gateway)
  redis.call('PEXPIRE', gateways, 7 * day)
end

local function reserve(charge, key)
  register(input.gateway, 'NX')
  local lim = charge.lim
  local held = prefix .. 'held:' .. input.gateway
  redis.call('HSET', held, charge.reservation, cjson.encode({
    at = key, by = lim.by, every = lim.every, digest = charge.digest,
    resets = text(lim.resets), n = text(lim.n), p = text(lim.p),
    taken = text(now), amount = text(charge.amount),
  }))
  redis.call('PEXPIRE', held, 7 * day)
end

`;
