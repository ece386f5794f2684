/**
 * Counters and chance of rules as src/engine evaluates them, in Lua 5.1: what of it changes a counter. The
 * draw is that of src/lib/luck.ts (Alea, seeded by SHA-1 in base64), to the last bit.
 */
export const rulesLua = `
local letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

local function base64(hex)
  local written = {}
  for i = 1, #hex, 6 do
    local part = string.sub(hex, i, i + 5)
    local number = tonumber(part .. string.rep('0', 6 - #part), 16)
    for j = 0, 3 do
      local digit = math.fmod(math.floor(number / 64 ^ (3 - j)), 64)
      local isThere = j <= #part / 2
      written[#written + 1] = isThere and string.sub(letters, digit + 1, digit + 1) or '='
    end
  end
  return table.concat(written)
end

local range = 4294967296

local function masher()
  local n = 4022871197
  return function(data)
    for i = 1, #data do
      n = n + string.byte(data, i)
      local h = 0.02519603282416938 * n
      n = math.fmod(math.floor(h), range)
      h = (h - n) * n
      n = math.fmod(math.floor(h), range)
      n = n + (h - n) * range
    end
    return math.fmod(math.floor(n), range) * 2.3283064365386963e-10
  end
end

local function draw(key)
  local mash, seed = masher(), base64(redis.sha1hex(key))
  local first = mash(' ')
  mash(' ')
  mash(' ')
  first = first - mash(seed)
  if first < 0 then first = first + 1 end
  local t = 2091639 * first + 2.3283064365386963e-10
  return t - math.floor(t)
end

-- Which of its injections it would be; nil: it does not fire.
local function firing(rule, matches, injections, occurrence)
  local counted = matches - rule.skip
  if counted <= 0 or math.fmod(counted, rule.every) ~= 0 then return nil end
  if rule.chance < 1 then
    local drawn = rule.chance == 0 and 0 or draw(rule.luck .. text(occurrence))
    if drawn >= rule.chance then return nil end
  end
  if rule.times >= 0 and injections >= rule.times then return nil end
  local count = #rule.replaces
  if injections < count then return injections + 1 end
  if count == 0 or rule.next == 'stand-aside' then return nil end
  return rule.next == 'repeat' and math.fmod(injections, count) + 1 or count
end

local function occurrenceOf(effect)
  if not input.fingerprint then return 0 end
  local key = runKey('seen', input.run)
  local before = tonumber(redis.call('HGET', key, input.fingerprint) or 0)
  if effect == 'take' then
    if before == 0 then makeSpace(key) end
    redis.call('HSET', key, input.fingerprint, text(before + 1))
    redis.call('PEXPIRE', key, 7 * day)
  end
  return before
end

local function count(key, field, matches, injections)
  if matches == 1 then makeSpace(key) end
  redis.call('HSET', key, field, text(matches) .. ' ' .. text(injections))
  redis.call('PEXPIRE', key, 7 * day)
end

-- What had been counted before this request: occurrences, then matches and injections of each rule.
local function countRules(effect, isRefused)
  local occurrence = occurrenceOf(effect)
  local reply = { text(occurrence) }
  local key = #input.rules > 0 and runKey('rules', input.run)
  local counts = effect == 'take' and not (input.override and not isRefused)
  local isReplaced = input.winner or isRefused
  for _, rule in ipairs(input.rules) do
    local known = usageOf(redis.call('HGET', key, rule.field))
    local matches, injections = known[1] or 0, known[2] or 0
    reply[#reply + 1] = text(matches)
    reply[#reply + 1] = text(injections)
    if counts then
      local item = firing(rule, matches + 1, injections, occurrence)
      local replaces = item and rule.replaces[item]
      local fires = item and not (replaces and isReplaced)
      if fires and replaces then isReplaced = true end
      count(key, rule.field, matches + 1, fires and injections + 1 or injections)
    end
  end
  return reply
end
`;
