/**
 * The algorithms of src/limits as Redis counts them, in Lua 5.1. A usage is a list of whole numbers, empty
 * where nothing is used. Lua has the numbers of JavaScript (binary64), so that all sums are the same:
 * `math.fmod` is the `%` of JavaScript, which the one of Lua is not for large numbers.
 *
 * `lim`: n (amount), p (span in ms), every and resets (calendar). `wait` answers ms, or a word.
 */
export const algorithmsLua = `
local function up(dividend, divisor)
  local rest = math.fmod(dividend, divisor)
  return (dividend - rest) / divisor + (rest > 0 and 1 or 0)
end

local function gcd(one, other)
  while other ~= 0 do one, other = other, math.fmod(one, other) end
  return one
end

local bucket = {}
local function rates(lim)
  local divisor = gcd(lim.n, lim.p)
  return lim.p / divisor, lim.n / divisor
end
local function drained(lim, u, now)
  local unit, rate = rates(lim)
  return math.max(0, (u[1] or 0) - (now - (u[2] or 0)) * rate), unit, rate
end
function bucket.wait(lim, u, now, amount)
  if amount > lim.n then return 'never' end
  local used, unit, rate = drained(lim, u, now)
  local excess = used - (lim.n - amount) * unit
  return excess <= 0 and 0 or up(excess, rate)
end
function bucket.take(lim, u, now, amount)
  local used, unit = drained(lim, u, now)
  return { math.max(0, used + amount * unit), now }
end
function bucket.correct(lim, u, now, at, change) return bucket.take(lim, u, now, change) end
function bucket.level(lim, u, now)
  local used, unit, rate = drained(lim, u, now)
  return math.max(0, lim.n - up(used, unit)), up(used, rate)
end
function bucket.unused(lim, u, now) return drained(lim, u, now) == 0 end

local fixed = {}
function fixed.unused(lim, u, now) return u[1] == nil or now - u[1] >= lim.p end
local function usedInFixed(lim, u, now) return fixed.unused(lim, u, now) and 0 or u[2] end
function fixed.wait(lim, u, now, amount)
  if amount > lim.n then return 'never' end
  return usedInFixed(lim, u, now) + amount <= lim.n and 0 or u[1] + lim.p - now
end
function fixed.take(lim, u, now, amount)
  if fixed.unused(lim, u, now) then return { now, amount } end
  return { u[1], u[2] + amount }
end
function fixed.correct(lim, u, now, at, change)
  if change > 0 then return fixed.take(lim, u, now, change) end
  if u[1] == nil or at < u[1] or fixed.unused(lim, u, now) then return u end
  return { u[1], math.max(0, u[2] + change) }
end
function fixed.level(lim, u, now)
  local resets = fixed.unused(lim, u, now) and 0 or u[1] + lim.p - now
  return math.max(0, lim.n - usedInFixed(lim, u, now)), resets
end

local sliding = {}
local maxEntries = 4096
local function recent(lim, u, now)
  local kept, sum = {}, 0
  for i = 1, #u, 2 do
    if #kept > 0 or u[i] + lim.p > now then
      kept[#kept + 1] = u[i]
      kept[#kept + 1] = u[i + 1]
      sum = sum + u[i + 1]
    end
  end
  return kept, sum
end
local function thin(u)
  local thinned = {}
  for i = 1, #u, 4 do
    local isPair = u[i + 2] ~= nil
    thinned[#thinned + 1] = isPair and u[i + 2] or u[i]
    thinned[#thinned + 1] = isPair and u[i + 1] + u[i + 3] or u[i + 1]
  end
  return thinned
end
function sliding.wait(lim, u, now, amount)
  if amount > lim.n then return 'never' end
  local kept, sum = recent(lim, u, now)
  local excess = sum + amount - lim.n
  if excess <= 0 then return 0 end
  for i = 1, #kept, 2 do
    excess = excess - kept[i + 1]
    if excess <= 0 then return kept[i] + lim.p - now end
  end
  return lim.p
end
function sliding.take(lim, u, now, amount)
  u = recent(lim, u, now)
  if amount == 0 then return u end
  local last = #u - 1
  if u[last] == now then u[last + 1] = u[last + 1] + amount
  else u[#u + 1] = now; u[#u + 1] = amount end
  if #u > 2 * maxEntries then return thin(u) end
  return u
end
function sliding.correct(lim, u, now, at, change)
  if change > 0 then u = sliding.take(lim, u, now, change) end
  u = recent(lim, u, now)
  if change >= 0 or at + lim.p <= now then return u end
  for i = 1, #u, 2 do
    if u[i] >= at then
      u[i + 1] = u[i + 1] - math.min(u[i + 1], -change)
      if u[i + 1] == 0 then table.remove(u, i + 1); table.remove(u, i) end
      return u
    end
  end
  return u
end
function sliding.level(lim, u, now)
  local kept, sum = recent(lim, u, now)
  local last = kept[#kept - 1]
  return math.max(0, lim.n - sum), last == nil and 0 or last + lim.p - now
end
function sliding.unused(lim, u, now) return u[#u - 1] == nil or u[#u - 1] + lim.p <= now end

-- Days of the civil calendar; the years of it begin in March.
local function beginningOfMonth(at, later)
  local z = math.floor(at / 86400000) + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local leaps = math.floor(doe / 1460) - math.floor(doe / 36524) + math.floor(doe / 146096)
  local yoe = math.floor((doe - leaps) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local month = era * 4800 + yoe * 12 + mp + later
  local year = math.floor(month / 12)
  local first = math.floor((153 * (month - year * 12) + 2) / 5)
  local e = math.floor(year / 400)
  local y = year - e * 400
  return (e * 146097 + y * 365 + math.floor(y / 4) - math.floor(y / 100) + first - 719468) * 86400000
end

local calendar = {}
local function window(lim, now)
  local shifted = now - lim.resets
  if lim.every == 'month' then
    return beginningOfMonth(shifted, 0) + lim.resets, beginningOfMonth(shifted, 1) + lim.resets
  end
  local from = math.floor(shifted / lim.p) * lim.p + lim.resets
  return from, from + lim.p
end
local function usedInCalendar(u, from) return (u[1] or 0) >= from and (u[2] or 0) or 0 end
function calendar.wait(lim, u, now, amount)
  if amount > lim.n then return 'never' end
  local from, to = window(lim, now)
  return usedInCalendar(u, from) + amount <= lim.n and 0 or to - now
end
function calendar.take(lim, u, now, amount)
  return { now, usedInCalendar(u, (window(lim, now))) + amount }
end
function calendar.correct(lim, u, now, at, change)
  if change < 0 and at < (window(lim, now)) then return u end
  local taken = calendar.take(lim, u, now, change)
  return { now, math.max(0, taken[2]) }
end
function calendar.level(lim, u, now)
  local from, to = window(lim, now)
  local used = usedInCalendar(u, from)
  return math.max(0, lim.n - used), used > 0 and to - now or 0
end
function calendar.unused(lim, u, now) return usedInCalendar(u, (window(lim, now))) == 0 end

local underWay = {}
function underWay.wait(lim, u, now, amount)
  if amount > lim.n then return 'never' end
  return (u[1] or 0) + amount <= lim.n and 0 or 'when-one-ends'
end
function underWay.take(lim, u, now, amount) return { (u[1] or 0) + amount } end
function underWay.correct(lim, u, now, at, change) return { math.max(0, (u[1] or 0) + change) } end
function underWay.level(lim, u, now) return math.max(0, lim.n - (u[1] or 0)), nil end
function underWay.unused(lim, u, now) return (u[1] or 0) == 0 end

local purse = {}
local function rest(lim, u) return lim.n + (u[1] or 0) - (u[2] or 0) end
function purse.wait(lim, u, now, amount) return amount <= rest(lim, u) and 0 or 'when-topped-up' end
function purse.take(lim, u, now, amount) return { u[1] or 0, (u[2] or 0) + amount } end
function purse.correct(lim, u, now, at, change)
  local spent = (u[2] or 0) + change
  if spent >= 0 then return { u[1] or 0, spent } end
  return { (u[1] or 0) - spent, 0 }
end
function purse.level(lim, u, now) return math.max(0, rest(lim, u)), nil end
function purse.unused(lim, u, now) return (u[1] or 0) == 0 and (u[2] or 0) == 0 end

local algorithms = {
  ['continuous-refill'] = bucket, ['fixed-window'] = fixed, ['sliding-window'] = sliding,
  ['calendar-window'] = calendar, concurrency = underWay, balance = purse,
}
`;
