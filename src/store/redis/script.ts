import { hash } from 'node:crypto';
import { algorithmsLua } from './algorithms-lua.ts';
import { coreLua } from './core-lua.ts';
import { rulesLua } from './rules-lua.ts';

/**
 * One script for all that is asked of the store, so that each question is one round trip and one atomic step.
 * KEYS[1] is the prefix of all keys, ARGV the operation, the time (empty: the server's) and a JSON text.
 *
 *   PREFIX clock                   latest, behind: time that never goes back
 *   PREFIX salt                    of the digests that stand for keys, which may be secret
 *   PREFIX latch                   what stopped all faults (empty: nothing), and how often that changed
 *   PREFIX gateways                who is there, by when their leases end
 *   PREFIX held:GATEWAY            what is to be settled, by reservation
 *   PREFIX begun:RUN               how often a run was begun anew
 *   PREFIX limit:RUN:BEGUN:LIMIT   usage by digest; with :refused how often each was refused
 *   PREFIX rules:RUN:BEGUN         matches and injections by rule and value
 *   PREFIX seen:RUN:BEGUN          how often each request came
 *   PREFIX since:RUN:BEGUN         when the scenario began
 */
const mainLua = `
-- Takes from all limits, or from none.
local function askLimits(effect)
  releaseLost()
  local asked, isRefused = {}, false
  for i, charge in ipairs(input.charges) do
    local key = usageKey(charge.lim)
    local usage = usageOf(redis.call('HGET', key, charge.digest))
    local wait = algorithms[charge.lim.by].wait(charge.lim, usage, now, charge.room)
    asked[i] = { charge = charge, key = key, usage = usage, wait = wait }
    if wait ~= 0 and charge.enforced then isRefused = true end
  end
  local reply = { isRefused and 'refused' or 'taken', text(now) }
  for _, each in ipairs(asked) do
    local charge, lim = each.charge, each.charge.lim
    if effect == 'take' and each.wait ~= 0 then refuse(lim, each.key, charge.digest)
    elseif effect == 'take' and not isRefused then
      each.usage = algorithms[lim.by].take(lim, each.usage, now, charge.amount)
      keep(lim, each.key, charge.digest, each.usage)
      if charge.reservation then reserve(charge, each.key) end
    end
    local left, resets = algorithms[lim.by].level(lim, each.usage, now)
    reply[#reply + 1] = type(each.wait) == 'number' and text(each.wait) or each.wait
    reply[#reply + 1] = text(left)
    reply[#reply + 1] = resets and text(resets) or ''
  end
  return reply, isRefused
end

local function ask(effect)
  local ofLimits, isRefused = askLimits(effect)
  return { ofLimits, countRules(effect, isRefused), begunOf(input.run) }
end

-- Milliseconds since the scenario began: with this question, if with none before.
local function begin()
  local key = runKey('since', input.run)
  redis.call('SET', key, text(now), 'NX')
  redis.call('PEXPIRE', key, 31 * day)
  return { text(now - redis.call('GET', key)), begunOf(input.run) }
end

local function settle()
  local held = prefix .. 'held:' .. input.gateway
  for _, each in ipairs(input.settled) do
    local reserved = redis.call('HGET', held, each.reservation)
    if reserved then
      redis.call('HDEL', held, each.reservation)
      correctReserved(reserved, each.change)
    end
  end
  return 'OK'
end

local function isFuller(one, other)
  if one.left ~= other.left then return one.left < other.left end
  return (one.resets or 0) < (other.resets or 0)
end

local function inUse(lim, key)
  local all, found = redis.call('HGETALL', key), {}
  for i = 1, #all, 2 do
    local usage = usageOf(all[i + 1])
    if not algorithms[lim.by].unused(lim, usage, now) then
      local left, resets = algorithms[lim.by].level(lim, usage, now)
      found[#found + 1] = { digest = all[i], usage = usage, left = left, resets = resets }
    end
  end
  return found
end

-- The fullest first: refusals, keys in use, then what is known of each, at most so many.
local function read()
  releaseLost()
  local lim, key = input.lim, usageKey(input.lim)
  local found = inUse(lim, key)
  table.sort(found, isFuller)
  local reply = { redis.call('HGET', key .. ':refused', '') or '0', text(#found) }
  for i = 1, math.min(#found, input.atMost) do
    local each = found[i]
    local wait = algorithms[lim.by].wait(lim, each.usage, now, 1)
    local refused = redis.call('HGET', key .. ':refused', each.digest) or '0'
    for _, part in ipairs({
      each.digest, text(each.left), each.resets and text(each.resets) or '',
      type(wait) == 'number' and text(wait) or wait, refused,
    }) do reply[#reply + 1] = part end
  end
  return reply
end

local function names()
  local reply = {}
  for i, each in ipairs(inUse(input.lim, usageKey(input.lim))) do reply[i] = each.digest end
  return reply
end

-- What is left becomes a number, or more by one.
local function change()
  local lim, key, digest = input.lim, usageKey(input.lim), input.digest
  if input.more then correct(lim, key, digest, now, -input.more) return 'OK' end
  local missing, usage = lim.n - input.left, {}
  if missing > 0 then usage = algorithms[lim.by].take(lim, usage, now, missing)
  elseif missing < 0 then usage = algorithms[lim.by].correct(lim, usage, now, now, missing) end
  keep(lim, key, digest, usage)
  return 'OK'
end

-- Who stops first says why. Answers how often it changed, and what stops faults.
local function latch()
  local key = prefix .. 'latch'
  local held = redis.call('HGET', key, 'stop') or ''
  local becomes = held
  if input.change == 'stop' and held == '' then becomes = input.stop end
  if input.change == 'release' then becomes = '' end
  if becomes ~= held then
    redis.call('HSET', key, 'stop', becomes)
    redis.call('HINCRBY', key, 'count', 1)
  end
  redis.call('PEXPIRE', key, 366 * day)
  return { redis.call('HGET', key, 'count') or '0', becomes }
end

if op == 'take' or op == 'foresee' then return ask(op) end
if op == 'begin' then return begin() end
if op == 'settle' then return settle() end
if op == 'read' then return read() end
if op == 'names' then return names() end
if op == 'change' then return change() end
if op == 'latch' then return latch() end
if op == 'forget' then
  redis.call('INCR', prefix .. 'begun:' .. input.run)
  redis.call('PEXPIRE', prefix .. 'begun:' .. input.run, 366 * day)
  return 'OK'
end
if op == 'leave' then release(input.gateway) return 'OK' end
if op == 'beat' then
  releaseLost()
  register(input.gateway, 'XX')
  redis.call('PEXPIRE', prefix .. 'held:' .. input.gateway, 7 * day)
  redis.call('SET', prefix .. 'salt', input.salt, 'NX')
  redis.call('PEXPIRE', prefix .. 'salt', 366 * day)
  return redis.call('GET', prefix .. 'salt')
end
return redis.error_reply('no operation is named ' .. op)
`;

export const script = `${algorithmsLua}${coreLua}${rulesLua}${mainLua}`;

/** By which the server knows the script (EVALSHA). */
export const scriptSha = hash('sha1', script);
